import { parseInstant } from '@perennial/contracts';

import type { MemberFact, PurchaseFact } from './member-fact.js';

let last = 0;

/** A place of its own, at the instant. */
function place(time: string): { at: number; source: string; id: string } {
  const at = parseInstant(time);
  if (at === undefined) throw new Error(`${time} is no instant`);
  return { at, source: '/shop/test', id: `fact-${(last += 1)}` };
}

export function aPurchase(
  minor: number,
  { time = '2027-01-05T10:00:00Z', currency = 'USD', orderId = '', revision = 0 } = {},
): PurchaseFact {
  const where = place(time);
  const amount = BigInt(minor);
  const amounts = { currency, total: amount, goods: amount, eligible: amount };
  return { kind: 'purchase', ...where, orderId: orderId || `order of ${where.id}`, revision, amounts };
}

export function aReview(
  sku: string,
  { time = '2027-01-05T10:00:00Z', reviewId = '', verified = true } = {},
): Extract<MemberFact, { kind: 'review' }> {
  const where = place(time);
  return { kind: 'review', ...where, reviewId: reviewId || `review of ${where.id}`, sku, verified };
}

export function aReviewTakenBack(reviewId: string, time = '2027-01-05T10:00:00Z'): MemberFact {
  return { kind: 'review-taken-back', ...place(time), reviewId };
}

export function wasReferred(time = '2027-01-01T00:00:00Z'): MemberFact {
  return { kind: 'referred', ...place(time) };
}

export function aFriendQualified(time = '2027-01-05T10:00:00Z'): MemberFact {
  return { kind: 'friend-qualified', ...place(time) };
}
