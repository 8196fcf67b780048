import { isEvent, purchaseCompleted, reviewPublished, reviewUnpublished, type Envelope } from '@perennial/contracts';

import { orderAmounts, type OrderAmounts } from './order-amounts.js';
import { placeOf, type Place } from './place.js';

/**
 * What the fold of a member is made of. The first three are events of the member; the last two follow from the graph of
 * referrals and stand at the instant they took effect.
 */
export type MemberFact = Place &
  (
    | { readonly kind: 'purchase'; readonly orderId: string; readonly revision: number; readonly amounts: OrderAmounts }
    | { readonly kind: 'review'; readonly reviewId: string; readonly sku: string; readonly verified: boolean }
    | { readonly kind: 'review-taken-back'; readonly reviewId: string }
    /** Somebody's referral of this member was accepted; stands at the referral's place. */
    | { readonly kind: 'referred' }
    /** A friend this member brought made the qualifying purchase; stands at that purchase's place. */
    | { readonly kind: 'friend-qualified' }
  );

export type PurchaseFact = Extract<MemberFact, { kind: 'purchase' }>;

/** The types of events that `memberFactOf` makes facts of. */
export const foldedTypes: readonly string[] = [purchaseCompleted.type, reviewPublished.type, reviewUnpublished.type];

/** The event as the fold sees it; undefined for events that have no effect on points by themselves. */
export function memberFactOf(event: Envelope): MemberFact | undefined {
  const place = placeOf(event);
  if (isEvent(purchaseCompleted, event)) {
    const { orderId, revision } = event.data;
    return { kind: 'purchase', ...place, orderId, revision, amounts: orderAmounts(event.data) };
  }
  if (isEvent(reviewPublished, event)) {
    const { reviewId, sku, verified } = event.data;
    return { kind: 'review', ...place, reviewId, sku, verified };
  }
  if (isEvent(reviewUnpublished, event)) return { kind: 'review-taken-back', ...place, reviewId: event.data.reviewId };
  return undefined;
}

/**
 * The facts without amendments: of an order known in several revisions, the lowest one counts. Which one came first
 * does not matter.
 */
export function withoutAmendments(facts: readonly MemberFact[]): MemberFact[] {
  const lowest = new Map<string, number>();
  for (const fact of facts) {
    if (fact.kind === 'purchase')
      lowest.set(fact.orderId, Math.min(fact.revision, lowest.get(fact.orderId) ?? fact.revision));
  }
  return facts.filter((fact) => fact.kind !== 'purchase' || fact.revision === lowest.get(fact.orderId));
}
