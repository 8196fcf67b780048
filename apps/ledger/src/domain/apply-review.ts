import {
  bucketOf,
  compareInOrderOfThings,
  isEvent,
  reviewUnpublished,
  type EventOf,
  type reviewPublished,
} from '@perennial/contracts';

import { advance } from './apply-fact.js';
import { keepFact, type Draft } from './draft.js';
import { memberFactOf } from './member-fact.js';
import { parkedFor } from './parked.js';

type Published = EventOf<typeof reviewPublished>;
type Unpublished = EventOf<typeof reviewUnpublished>;

/** A review published: a fact of its customer, and with it the taking back that waited for it. */
export function applyPublication(draft: Draft, event: Published): void {
  const { reviewId, customerId } = event.data;
  if (isAnothersReview(draft, event)) return refuse(draft, event);
  const account = draft.snapshot.accounts.get(customerId);
  if (account === undefined) return;
  draft.reviews.set(reviewId, account);
  draft.newReviews.push({ reviewId, account, bucket: bucketOf(customerId) });
  const facts = [event, ...noLongerParked(draft, event)];
  for (const fact of facts.sort(compareInOrderOfThings)) keepReviewFact(draft, fact);
}

/** A review taken back: a fact of its customer. While no publication is known, it waits and names nobody. */
export function applyUnpublication(draft: Draft, event: Unpublished): void {
  const { reviewId } = event.data;
  if (isAnothersReview(draft, event)) refuse(draft, event);
  else if (draft.reviews.has(reviewId)) keepReviewFact(draft, event);
  else draft.parked.push(parkedFor('review', reviewId, event));
}

/**
 * Takes what waited for the publication from where it is parked. Where it names another customer, it is refused if it
 * came with this chunk; if it came before, it was accepted, and stays parked for ever, without effect.
 */
function noLongerParked(draft: Draft, { data: { reviewId, customerId } }: Published): Unpublished[] {
  const facts: Unpublished[] = [];
  const waiting = draft.snapshot.parked.filter(({ waitsFor }) => waitsFor === `review:${reviewId}`);
  for (const parked of waiting) {
    if (!isEvent(reviewUnpublished, parked.event) || parked.event.data.customerId !== customerId) continue;
    draft.released.push(parked);
    facts.push(parked.event);
  }
  for (const parked of [...draft.parked]) {
    const { event } = parked;
    if (!isEvent(reviewUnpublished, event) || event.data.reviewId !== reviewId) continue;
    draft.parked.splice(draft.parked.indexOf(parked), 1);
    if (event.data.customerId === customerId) facts.push(event);
    else refuse(draft, event);
  }
  return facts;
}

function keepReviewFact(draft: Draft, event: Published | Unpublished): void {
  const account = keepFact(draft, event.data.customerId, event);
  const fact = memberFactOf(event);
  if (account !== undefined && fact) advance(draft, account, fact, event);
}

function isAnothersReview(draft: Draft, { data: { reviewId, customerId } }: Published | Unpublished): boolean {
  const writer = draft.reviews.get(reviewId);
  return writer !== undefined && writer !== draft.snapshot.accounts.get(customerId);
}

function refuse(draft: Draft, event: Published | Unpublished): void {
  const { reviewId, customerId } = event.data;
  const detail = `review ${reviewId} is not a review of customer ${customerId}`;
  draft.rejected.push({ event, reason: 'CUSTOMER_MISMATCH', detail });
}
