import {
  compareInOrderOfThings,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { applyOrderEvent, applyPurchase } from './apply-purchase.js';
import { applyReferral, isBefore } from './apply-referral.js';
import { applyPublication, applyUnpublication } from './apply-review.js';
import { draftOf, effectsOf, keepFact, memberOf, missingOf, type Draft } from './draft.js';
import { placeOf } from './place.js';
import type { ChunkDecision, Snapshot } from './snapshot.js';

/**
 * Decides on the fresh events of a chunk, one by one in order of things. Touches nothing; the same snapshot and events
 * give the same answer. When the snapshot lacks something, says all that was found lacking.
 *
 * @param newAccount gives a fresh account for the order of a guest
 */
export function decideChunk(snapshot: Snapshot, events: readonly Envelope[], newAccount: () => string): ChunkDecision {
  const draft = draftOf(snapshot);
  for (const event of [...events].sort(compareInOrderOfThings)) apply(draft, event, newAccount);
  const missing = missingOf(draft);
  return missing ? { missing } : { effects: effectsOf(draft) };
}

function apply(draft: Draft, event: Envelope, newAccount: () => string): void {
  if (isEvent(purchaseCompleted, event)) return applyPurchase(draft, event, newAccount);
  if (isEvent(purchaseCancelled, event) || isEvent(returnCompleted, event)) return applyOrderEvent(draft, event);
  if (isEvent(reviewPublished, event)) return applyPublication(draft, event);
  if (isEvent(reviewUnpublished, event)) return applyUnpublication(draft, event);
  if (isEvent(referralCreated, event)) return refer(draft, event);
}

/** The referral as one more edge of the graph; it is a fact of the referrer, whose event it is. */
function refer(draft: Draft, event: EventOf<typeof referralCreated>): void {
  const { referralId, referrerId, refereeId } = event.data;
  const referrer = keepFact(draft, referrerId, event);
  const referee = draft.snapshot.accounts.get(refereeId);
  if (referrer === undefined || referee === undefined) return;
  draft.named.add(referee);
  // Both are locked, whatever becomes of the referral: its verdict is part of what is known of either.
  const member = memberOf(draft, referee);
  if (!memberOf(draft, referrer) || !member) return;
  const boughtBefore = isBefore(member.state.firstPurchase, placeOf(event));
  applyReferral(draft, { ...placeOf(event), referralId, referrer, referee, boughtBefore }, event);
}
