import { customerErased, customerUpserted, isEvent } from '@perennial/contracts';
import { recordPersons, type RecordedPersons } from '@perennial/customers';
import { forgetEventsOf, holdOrdersOf } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import { forgetAnswers } from '@perennial/service';

import { followMerges } from '../audiences/follow-merges.js';
import { followCases } from '../cases/follow-up.js';
import { forgetCodes } from '../codes/forget-codes.js';
import { dropReferrals, moveReferrals } from '../referrals/queries/move-referrals.js';
import { followPersons, holdReviewsOf } from '../reviews/follow-persons.js';
import { forgetPlaces } from '../runs/queries/forget-places.js';
import { forgetOffers } from '../store/campaign.store.js';
import { lockOffersOf } from '../store/queries/lock-offers-of.js';
import { moveFeatures } from '../store/queries/move-features.js';
import { movePurchases } from '../store/queries/move-purchases.js';
import { findFirstPurchasesAgain } from '../store/queries/note-first-purchases.js';
import { saveFeatures } from '../store/queries/save-features.js';
import { takeTurn } from '../store/queries/take-turn.js';
import { followSuggestions } from '../suggestions/queries/follow-suggestions.js';
import { dropRequests, moveRequests } from '../surveys/queries/move-requests.js';
import { answerTold } from './answer-told.js';
import type { Answer } from './campaign-chunk.js';
import { forgetDeliveries } from '../webhooks/queries/forget-deliveries.js';

/** Keeps what is known of customers, makes one person of merged records, and forgets who is to be forgotten. */
export const recordCustomers: Answer = async (events, tx, chunk) => {
  // Everybody locks orders before customers.
  await holdOrdersOf(
    tx,
    events.flatMap((event) => (isEvent(customerErased, event) ? event.data.customerId : [])),
  );
  const recorded = await recordPersons(tx, events, chunk.now);
  const { accepted, moves, forgotten, refused, personOf } = recorded;
  await keepProfiles(tx, recorded);
  // Whoever takes codes back of both sides of a referral has locked one of them alone.
  if (moves.size > 0) await takeTurn(tx, 'referrals');
  await movePurchases(tx, moves);
  await moveFeatures(tx, moves);
  await moveReferrals(tx, [...moves]);
  await moveRequests(tx, moves);
  await dropRequests(tx, [...forgotten.keys()]);
  await followSuggestions(tx, moves, forgotten.keys());
  const cases = await followCases(tx, events, moves, forgotten.keys());
  await findFirstPurchasesAgain(tx, new Set(moves.values()), chunk.programme.timeZone);
  // Everybody locks places before codes and budgets, and codes before budgets.
  await forgetPlaces(tx, [...forgotten.keys()]);
  await forgetCodes(tx, forgotten, chunk.vault);
  // After codes and before budgets, as everybody does.
  await lockOffersOf(tx, [...forgotten.keys()]);
  const told = accepted.filter((event) => isEvent(customerUpserted, event) && !forgotten.has(event.data.customerId));
  const followed = await followMerges(tx, recorded, chunk);
  // Before anything is forgotten: everybody locks budgets before what refused events are kept under.
  const messages = await answerTold(tx, told, personOf, chunk);
  await forgetOffers(tx, forgotten);
  await dropReferrals(tx, [...forgotten.keys()]);
  await forgetDeliveries(tx, [...forgotten.keys()]);
  const reviewIds = await holdReviewsOf(tx, recorded);
  const waited = await forgetEventsOf(tx, forgotten);
  for (const customerId of [...forgotten.keys()].sort()) await forgetAnswers(tx, customerId);
  const judged = await followPersons(events, tx, chunk, { forgotten, reviewIds });
  return { messages: [...cases, ...followed, ...messages, ...judged], rejected: [...refused, ...waited] };
};

async function keepProfiles(tx: Tx, { accepted, forgotten, personOf }: RecordedPersons): Promise<void> {
  const told = accepted.flatMap((event) => {
    if (!isEvent(customerUpserted, event)) return [];
    const { at, source, id, data } = event;
    const { customerId: record, registeredAt: _registeredAt, ...profile } = data;
    const customerId = forgotten.get(record)?.heir ?? personOf(record);
    return [{ customerId, kind: 'profile' as const, data: profile, at, source, id }];
  });
  await saveFeatures(
    tx,
    told.filter(({ customerId }) => !forgotten.has(customerId)),
  );
}
