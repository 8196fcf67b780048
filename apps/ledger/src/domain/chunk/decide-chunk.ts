import {
  compareInOrderOfThings,
  customerErased,
  customerMerged,
  customerUpserted,
  engagementRecorded,
  isEvent,
  multiplierGranted,
  partnerAccrued,
  pointsGranted,
  purchaseCompleted,
  referralCreated,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { factOf } from '../fact.js';
import { hadBought } from '../heir.js';
import { LotsNotAtHand } from '../lots.js';
import { placeOf } from '../place.js';
import { advance } from './advance.js';
import { applyErasure, isOfForgotten, refuseForgotten } from './apply-erasure.js';
import { applyMerge } from './apply-merge.js';
import { applyReferral } from './apply-referral.js';
import { applyPublication, applyUnpublication } from './apply-review.js';
import { applySaleEvent, applyToSale, isAboutSale } from './apply-sale-event.js';
import { draftOf, effectsOf, keepCustomerFact, memberOf, missingOf, stateIn, type Draft } from './draft.js';
import { customersOf } from './named-things.js';
import type { ChunkDecision, Snapshot } from './snapshot.js';

export { decideFor } from './decide-for.js';

/**
 * Decides on the fresh events of a chunk, one by one in order of things. Touches nothing; the same snapshot and events
 * give the same answer. When the snapshot lacks something, says all that was found lacking.
 *
 * @param newAccount gives a fresh account for the order of a guest
 */
export function decideChunk(snapshot: Snapshot, events: readonly Envelope[], newAccount: () => string): ChunkDecision {
  return decideWith(snapshot, (draft) => {
    for (const event of [...events].sort(compareInOrderOfThings)) {
      const waitedBefore = draft.parked.length;
      apply(draft, event, newAccount);
      if (draft.parked.length > waitedBefore) holdCustomers(draft, event);
    }
  });
}

/** What waits goes with its customer: nobody may be forgotten while it is set aside. */
function holdCustomers(draft: Draft, event: Envelope): void {
  for (const customerId of customersOf(event)) {
    const account = draft.snapshot.accounts.get(customerId);
    if (account !== undefined) memberOf(draft, account);
  }
}

/** Decides anything: gives the effects, or what the snapshot lacks. */
export function decideWith(snapshot: Snapshot, work: (draft: Draft) => void): ChunkDecision {
  const draft = draftOf(snapshot);
  try {
    work(draft);
  } catch (error) {
    if (!(error instanceof LotsNotAtHand)) throw error;
    draft.missing.lots = true;
  }
  const missing = missingOf(draft);
  return missing ? { missing } : { effects: effectsOf(draft) };
}

function apply(draft: Draft, event: Envelope, newAccount: () => string): void {
  if (isOfForgotten(draft, event)) return refuseForgotten(draft, event);
  if (isEvent(purchaseCompleted, event) || isEvent(partnerAccrued, event))
    return applySaleEvent(draft, event, newAccount);
  if (isAboutSale(event)) return applyToSale(draft, event);
  if (isEvent(reviewPublished, event)) return applyPublication(draft, event);
  if (isEvent(reviewUnpublished, event)) return applyUnpublication(draft, event);
  if (isEvent(referralCreated, event)) return refer(draft, event);
  if (isEvent(engagementRecorded, event) || isEvent(pointsGranted, event) || isEvent(multiplierGranted, event))
    return actAlone(draft, event);
  if (isEvent(customerMerged, event)) return applyMerge(draft, event);
  if (isEvent(customerErased, event)) return applyErasure(draft, event);
  if (isEvent(customerUpserted, event)) {
    // What is known of the customer is nothing to the ledger; that there is one is.
    const account = draft.snapshot.accounts.get(event.data.customerId);
    if (account !== undefined) draft.named.add(account);
  }
}

/** What is about nothing but its customer. */
function actAlone(
  draft: Draft,
  event: EventOf<typeof engagementRecorded> | EventOf<typeof pointsGranted> | EventOf<typeof multiplierGranted>,
): void {
  const account = keepCustomerFact(draft, event.data.customerId, event);
  const fact = account === undefined ? undefined : factOf(account, event);
  if (fact) advance(draft, fact, event);
}

/** The referral as one more edge of the graph; it is a fact of the referrer, whose event it is. */
function refer(draft: Draft, event: EventOf<typeof referralCreated>): void {
  const { referralId, referrerId, refereeId } = event.data;
  const referrer = keepCustomerFact(draft, referrerId, event);
  const referee = draft.snapshot.accounts.get(refereeId);
  if (referrer === undefined || referee === undefined) return;
  draft.named.add(referee);
  // Both are locked, whatever becomes of the referral: its verdict is part of what is known of either.
  if (!memberOf(draft, referrer) || !memberOf(draft, referee)) return;
  const boughtBefore = hadBought((each) => stateIn(draft, each), { ...placeOf(event), referee });
  applyReferral(draft, { ...placeOf(event), referralId, referrer, referee, boughtBefore }, event);
}
