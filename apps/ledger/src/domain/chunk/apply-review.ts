import {
  bucketOf,
  compareInOrderOfThings,
  type EventOf,
  type reviewPublished,
  type reviewUnpublished,
} from '@perennial/contracts';

import { factOf } from '../fact.js';
import { advance } from './advance.js';
import { areOnePerson, keepCustomerFact, refuse, takeWaiting, type Draft } from './draft.js';

type Published = EventOf<typeof reviewPublished>;
type Unpublished = EventOf<typeof reviewUnpublished>;

/** A review published: a fact of its customer, and with it the taking back that waited for it. */
export function applyPublication(draft: Draft, event: Published): void {
  const { reviewId, customerId } = event.data;
  if (isAnothersReview(draft, event)) return refuseReview(draft, event);
  const account = draft.snapshot.accounts.get(customerId);
  if (account === undefined) return;
  draft.reviews.set(reviewId, account);
  draft.newReviews.push({ reviewId, account, bucket: bucketOf(customerId) });
  keepReviewFact(draft, event);
  const waiting = takeWaiting(draft, `review:${reviewId}`).map((parked) => parked.event as Unpublished);
  for (const each of waiting.sort(compareInOrderOfThings)) applyUnpublication(draft, each);
}

/** A review taken back: a fact of its customer. While no publication is known, it waits and names nobody. */
export function applyUnpublication(draft: Draft, event: Unpublished): void {
  const { reviewId } = event.data;
  if (isAnothersReview(draft, event)) refuseReview(draft, event);
  else if (draft.reviews.has(reviewId)) keepReviewFact(draft, event);
  else draft.parked.push({ waitsFor: `review:${reviewId}`, event });
}

function keepReviewFact(draft: Draft, event: Published | Unpublished): void {
  const account = keepCustomerFact(draft, event.data.customerId, event);
  const fact = account === undefined ? undefined : factOf(account, event);
  if (fact) advance(draft, fact, event);
}

function isAnothersReview(draft: Draft, { data: { reviewId, customerId } }: Published | Unpublished): boolean {
  const writer = draft.reviews.get(reviewId);
  if (writer === undefined) return false;
  const named = draft.snapshot.accounts.get(customerId);
  return named === undefined || !areOnePerson(draft, writer, named);
}

function refuseReview(draft: Draft, event: Published | Unpublished): void {
  const { reviewId, customerId } = event.data;
  refuse(draft, event, 'CUSTOMER_MISMATCH', `review ${reviewId} is not a review of customer ${customerId}`);
}
