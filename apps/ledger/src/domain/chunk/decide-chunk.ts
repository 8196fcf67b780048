import {
  bucketOf,
  compareInOrderOfThings,
  customerErased,
  customerMerged,
  customerUpserted,
  engagementRecorded,
  isEvent,
  partnerAccrued,
  partnerReversed,
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
  type EventOf,
} from '@perennial/contracts';

import { decisionType, LEDGER_SOURCE, type Decision } from '../decision.js';
import { factOf } from '../fact.js';
import { placeOf } from '../place.js';
import { advance } from './advance.js';
import { applyReferral, isBefore } from './apply-referral.js';
import { applyPublication, applyUnpublication } from './apply-review.js';
import { applySaleEvent, applyToSale } from './apply-sale-event.js';
import { draftOf, effectsOf, keepCustomerFact, keepFact, memberOf, missingOf, refuse, type Draft } from './draft.js';
import { customersOf } from './named-things.js';
import type { ChunkDecision, Snapshot } from './snapshot.js';

/**
 * Decides on the fresh events of a chunk, one by one in order of things. Touches nothing; the same snapshot and events
 * give the same answer. When the snapshot lacks something, says all that was found lacking.
 *
 * @param newAccount gives a fresh account for the order of a guest
 */
export function decideChunk(snapshot: Snapshot, events: readonly Envelope[], newAccount: () => string): ChunkDecision {
  return decideWith(snapshot, (draft) => {
    for (const event of [...events].sort(compareInOrderOfThings)) apply(draft, event, newAccount);
  });
}

/** Decides anything: gives the effects, or what the snapshot lacks. */
export function decideWith(snapshot: Snapshot, work: (draft: Draft) => void): ChunkDecision {
  const draft = draftOf(snapshot);
  work(draft);
  const missing = missingOf(draft);
  return missing ? { missing } : { effects: effectsOf(draft) };
}

function apply(draft: Draft, event: Envelope, newAccount: () => string): void {
  const gone = customersOf(event).find((customerId) => isForgotten(draft, customerId));
  if (gone !== undefined) return refuse(draft, event, 'SUBJECT_ERASED', 'its customer has been forgotten');
  if (isEvent(purchaseCompleted, event) || isEvent(partnerAccrued, event))
    return applySaleEvent(draft, event, newAccount);
  if (isEvent(purchaseCancelled, event) || isEvent(returnCompleted, event) || isEvent(partnerReversed, event))
    return applyToSale(draft, event);
  if (isEvent(reviewPublished, event)) return applyPublication(draft, event);
  if (isEvent(reviewUnpublished, event)) return applyUnpublication(draft, event);
  if (isEvent(referralCreated, event)) return refer(draft, event);
  if (isEvent(engagementRecorded, event)) return engage(draft, event);
  if (isEvent(customerMerged, event)) return merge(draft, event);
  if (isEvent(customerErased, event)) return erase(draft, event);
  if (isEvent(customerUpserted, event)) {
    // What is known of the customer is nothing to the ledger; that there is one is.
    const account = draft.snapshot.accounts.get(event.data.customerId);
    if (account !== undefined) draft.named.add(account);
  }
}

function isForgotten(draft: Draft, customerId: string): boolean {
  return (
    draft.snapshot.erased.has(customerId) || draft.forgotten.some((forgotten) => forgotten.customerId === customerId)
  );
}

function engage(draft: Draft, event: EventOf<typeof engagementRecorded>): void {
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
  const member = memberOf(draft, referee);
  if (!memberOf(draft, referrer) || !member) return;
  const boughtBefore = isBefore(member.state.firstPurchase, placeOf(event));
  applyReferral(draft, { ...placeOf(event), referralId, referrer, referee, boughtBefore }, event);
}

/** Two customer records turn out to be one person. */
function merge(draft: Draft, event: EventOf<typeof customerMerged>): void {
  const { fromCustomerId, intoCustomerId } = event.data;
  const account = draft.snapshot.accounts.get(fromCustomerId);
  const into = draft.snapshot.accounts.get(intoCustomerId);
  if (account === undefined || into === undefined) return;
  draft.named.add(account).add(into);
  decideFor(draft, account, bucketOf(fromCustomerId), { kind: 'merge', into }, event);
}

/** Acts at the commit, whatever the time of the event; everything of the customer after it is refused. */
function erase(draft: Draft, event: EventOf<typeof customerErased>): void {
  const { customerId } = event.data;
  const account = draft.snapshot.accounts.get(customerId);
  if (account === undefined) return;
  draft.named.add(account);
  const member = memberOf(draft, account);
  if (!member) return;
  const at = Math.max(draft.snapshot.now, member.state.last?.at ?? 0, member.state.passedTo);
  decideFor(draft, account, bucketOf(customerId), { kind: 'erasure' }, { ...event, at, source: LEDGER_SOURCE });
  draft.forgotten.push({ customerId, account });
}

/** A decision of `account` becomes a fact and takes effect. */
export function decideFor(
  draft: Draft,
  account: string,
  bucket: number,
  decision: Decision,
  event: Pick<Envelope, 'at' | 'source' | 'id' | 'traceparent' | 'correlationid'>,
): void {
  const { source, id, at, traceparent, correlationid } = event;
  const kept: Envelope = {
    ...{ source, id, at, time: new Date(at).toISOString(), type: decisionType(decision.kind), data: decision },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(correlationid === undefined ? {} : { correlationid }),
  };
  keepFact(draft, account, bucket, kept);
  advance(draft, { kind: 'decision', account, ...placeOf(kept), decision }, kept);
}
