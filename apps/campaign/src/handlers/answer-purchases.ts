import type { Envelope } from '@perennial/contracts';
import { customersNamed } from '@perennial/customers';
import { recordOrders, type RecordedOrders } from '@perennial/orders';

import { followAudiences } from '../audiences/follow-audiences.js';
import { withoutCodes } from '../codes/named-codes.js';
import { recordUses } from '../codes/record-uses.js';
import { DAY_MS } from '../domain/day.js';
import { UNKNOWN_CUSTOMER } from '../domain/features.js';
import { purchaseChanges, type PurchaseChanges } from '../domain/purchase-changes.js';
import { triggeredBy } from '../domain/triggers/event.trigger.js';
import { triggeredByFirst } from '../domain/triggers/first-purchase.trigger.js';
import { judgeBuyers } from '../reviews/judge-buyers.js';
import { countNewPurchases } from '../store/count-new-purchases.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { askAfterOrders, ordersAskedAfter } from '../surveys/ask-after.js';
import type { Answer } from './campaign-chunk.js';
import { inState } from './in-state.js';
import { makeOffers } from './make-offers.js';

/** Answers purchases with the offers of a programme's campaigns. */
export const answerPurchases: Answer = async (events, tx, chunk) => {
  const { campaigns, timeZone } = chunk.programme;
  const recorded = await recordOrders(
    tx,
    events.map((event) => withoutCodes(event, chunk.vault)),
    ordersAskedAfter(events, chunk.programme),
  );
  const used = await recordUses(tx, recorded, chunk.now);
  const { before, orders, accepted, customers } = recorded;
  const changes = purchaseChanges(before, orders, accepted, customers.personOf);
  const countedBefore = await countNewPurchases(tx, changes, {
    ...{ topic: chunk.topic, partition: chunk.partition, timeZone, now: chunk.now },
    maxReactionAgeMs: chunk.programme.maxReactionAgeDays * DAY_MS,
  });

  const followed = await followAudiences(tx, changedBuyers(changes, recorded), chunk);
  const features = await loadFeatures(tx, changes.purchases.keys());
  const candidates = [...changes.purchases].flatMap(([person, purchases]) => {
    const known = features.get(person) ?? UNKNOWN_CUSTOMER;
    return [
      ...triggeredByFirst(campaigns, person, { countedBefore: countedBefore.get(person) ?? 0, purchases }, known),
      ...purchases.flatMap((purchase) => triggeredBy(campaigns, purchase, person, known)),
    ];
  });
  const last = new Map(
    [...changes.purchases].flatMap(([person, bought]) => bought.slice(-1).map((it) => [person, it])),
  );
  const asked = await askAfterOrders(tx, changes.purchases, { events, recorded }, chunk);
  const messages = await makeOffers(
    tx,
    [...candidates, ...(await inState(tx, { last, features }, chunk))],
    features,
    chunk,
    used.settled,
  );
  const { refused: rejected, parked, released } = recorded;
  return {
    messages: [...used.messages, ...asked, ...followed, ...messages, ...(await judgeBuyers(events, tx, chunk))],
    rejected,
    parked,
    released,
  };
};

/** Whose purchases are more or fewer now, with the last event about them; of an order that went to somebody else, that of the other. */
function changedBuyers(
  { purchases, counts }: PurchaseChanges,
  { accepted, customers }: RecordedOrders,
): Map<string, Envelope> {
  const last = new Map<string, Envelope>();
  for (const event of accepted)
    for (const customerId of customersNamed(event)) last.set(customers.personOf(customerId), event);
  const changed = new Set([...purchases.keys(), ...counts.keys()]);
  return new Map(
    [...changed].flatMap((person) => {
      const event = last.get(person) ?? accepted.at(-1);
      return event ? [[person, event] as const] : [];
    }),
  );
}
