import { bucketOf, isEvent, reviewPublished, type EventOf, type reviewUnpublished } from '@perennial/contracts';

import { advance } from './apply-fact.js';
import { keepFact, type Draft } from './draft.js';
import { memberFactOf } from './member-fact.js';

/** A review published or taken back: a fact of its customer. Only that customer's can be taken back. */
export function applyReview(
  draft: Draft,
  event: EventOf<typeof reviewPublished> | EventOf<typeof reviewUnpublished>,
): void {
  const { reviewId, customerId } = event.data;
  const writer = draft.reviews.get(reviewId);
  if (writer !== undefined && writer !== draft.snapshot.accounts.get(customerId)) {
    const detail = `review ${reviewId} is not a review of customer ${customerId}`;
    draft.rejected.push({ event, reason: 'CUSTOMER_MISMATCH', detail });
    return;
  }
  const account = keepFact(draft, customerId, event);
  if (account === undefined) return;
  if (isEvent(reviewPublished, event)) {
    draft.reviews.set(reviewId, account);
    draft.newReviews.push({ reviewId, account, bucket: bucketOf(customerId) });
  }
  const fact = memberFactOf(event);
  if (fact) advance(draft, account, fact, event);
}
