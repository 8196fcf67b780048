import { dropRecords, lockCustomers } from '@perennial/customers';
import {
  clvProjected,
  isEvent,
  rewardIssued,
  tierChanged,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { followAudiences } from '../audiences/follow-audiences.js';
import { insertCoupons } from '../codes/queries/insert-coupons.js';
import { rewardCoupons } from '../codes/reward-coupons.js';
import type { ProjectedValue } from '../domain/features.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { REPEAT_CUSTOMERS_MIN } from '../store/queries/read-market.js';
import { saveFeatures, type ToldFeature } from '../store/queries/save-features.js';
import { saveValueModels } from '../store/queries/save-value-models.js';
import { hearOfMultiplied } from '../multipliers/hear-of-multiplied.js';
import { hearOfAwards, isAboutFriend, referralAwards } from '../referrals/hear-of-awards.js';
import { ringsOf } from '../referrals/rings-of.js';
import { takeCodesBack } from '../referrals/take-codes-back.js';
import { answerTold } from './answer-told.js';
import type { Answer } from './campaign-chunk.js';

/** What tells something of a customer that is kept. */
const TELLING: ReadonlySet<string> = new Set([clvProjected.type, tierChanged.type]);

/** Answers what the ledger and the metrics tell of customers. The campaigns' own messages come back on these topics: they are no news. */
export const answerLoyalty: Answer = async (events, tx, chunk) => {
  const { campaigns } = chunk.programme;
  const sides = referralAwards(chunk.programme);
  const triggers = new Set(
    campaigns.flatMap(({ trigger }) => (trigger.kind === 'event' ? [trigger.on as string] : [])),
  );
  const told = events.filter(
    (event) =>
      event.source !== CAMPAIGN_SOURCE &&
      (TELLING.has(event.type) || triggers.has(event.type) || isAboutFriend(event, sides)),
  );
  const coupons = rewardCoupons(events, chunk);
  const customers = await lockCustomers(tx, [
    ...told.flatMap(({ subject }) => subject ?? []),
    ...coupons.map(({ customerId }) => customerId),
  ]);
  await insertCoupons(
    tx,
    coupons.filter(({ customerId }) => !customers.isForgotten(customerId)),
  );
  // Messages about who was forgotten were under way.
  await dropRecords(tx, [...customers.created].filter(customers.isForgotten));
  const heard = told.filter(({ subject }) => subject !== undefined && !customers.isForgotten(subject));
  const personOf = ({ subject = '' }: Envelope): string => customers.personOf(subject);
  const before = await loadFeatures(tx, heard.filter(({ type }) => TELLING.has(type)).map(personOf));
  await saveFeatures(
    tx,
    heard.flatMap((event) => featureOf(event, customers.personOf)),
  );
  await saveValueModels(tx, heard.flatMap(modelsOf));
  const telling = heard.filter(({ type }) => TELLING.has(type));
  const followed = await followAudiences(tx, new Map(telling.map((event) => [personOf(event), event])), chunk);
  const friends = heard.filter((event) => isAboutFriend(event, sides));
  const ofFriends = await hearOfAwards(tx, friends, customers.personOf, sides);
  const rings = await ringsOf(tx, friends, customers.personOf);
  const takenBack = await takeCodesBack(tx, ofFriends, chunk.now);
  const multiplied = await hearOfMultiplied(tx, events, chunk.now);
  // Metrics may have heard of purchases that are still to come here: what is expected then is answered when it is told again.
  const answered = heard.filter(
    (event) =>
      (!isEvent(clvProjected, event) || before.get(personOf(event))?.purchases !== 0) &&
      (!isEvent(rewardIssued, event) || !takenBack.awards.has(event.data.rewardId)),
  );
  const { settled } = takenBack;
  const messages = await answerTold(tx, answered, customers.personOf, chunk, { rings, before, settled });
  return { messages: [...followed, ...takenBack.messages, ...multiplied, ...messages] };
};

function featureOf(event: Envelope, personOf: (customerId: string) => string): ToldFeature[] {
  const { at, source, id } = event;
  if (isEvent(tierChanged, event)) {
    const { customerId, to } = event.data;
    return [{ customerId: personOf(customerId), kind: 'tier', data: { tier: to }, at, source, id }];
  }
  if (!isEvent(clvProjected, event)) return [];
  const { customerId, projections, segment } = event.data;
  // Amounts of different currencies do not compare; how often somebody bought does.
  const values = projections.toSorted((a, b) => b.frequency - a.frequency).map(valueOf);
  return [{ customerId: personOf(customerId), kind: 'value', data: { segment, values }, at, source, id }];
}

function valueOf({
  currency,
  pAlive,
  pAliveMbg,
  clvMinor,
  clvDecile,
  repeatCustomers = 0,
}: ClvProjected['projections'][number]): ProjectedValue {
  const wellFounded = repeatCustomers >= REPEAT_CUSTOMERS_MIN;
  return { currency, pAlive, pAliveMbg, clvMinor, clvDecile, wellFounded };
}

function modelsOf(event: Envelope): Parameters<typeof saveValueModels>[1][number][] {
  if (!isEvent(clvProjected, event)) return [];
  const { projections, modelVersion } = event.data;
  return projections.flatMap(({ currency, newCustomerClvMinor, repeatCustomers }) =>
    modelVersion === undefined || newCustomerClvMinor === undefined || repeatCustomers === undefined
      ? []
      : [{ currency, modelVersion, newCustomerMinor: newCustomerClvMinor, repeatCustomers, at: event.at }],
  );
}
