import type { Place } from './place.js';

/** All that the next fact of a member needs to know of the facts before it. Plain data, small, storable as JSON but for the two sums. */
export interface MemberState {
  /** The newest fact that went in. A fact before it is late. */
  readonly last?: Place;
  readonly firstPurchase?: Place;
  /** By name of the rule. */
  readonly reviews: Readonly<Record<string, ReviewState>>;
  /** Set once a referral of this member was accepted. */
  readonly referral?: { readonly qualifiedBy?: Place };
  /** Sums over the facts in order of things: points awarded, and points taken back because their cause was taken back. */
  readonly earned: bigint;
  readonly clawedBack: bigint;
}

export interface ReviewState {
  /** Skus that were paid; they stay when the review is taken back. */
  readonly skus: readonly string[];
  /** The month of the newest paid review, and how many were paid in it. */
  readonly month: string;
  readonly paidInMonth: number;
  /** Paid and still published. */
  readonly paid: readonly PaidReview[];
  /** Taken back without having been paid: none of them is ever paid for good. */
  readonly takenBack: readonly TakenBackReview[];
}

export interface PaidReview extends Place {
  readonly reviewId: string;
  readonly points: number;
}

export interface TakenBackReview extends Place {
  readonly reviewId: string;
}

const noReviews: ReviewState = { skus: [], month: '', paidInMonth: 0, paid: [], takenBack: [] };

export function reviewsOf(state: MemberState, rule: string): ReviewState {
  // Not `state.reviews[rule]` alone: a rule may be called `constructor`.
  return Object.hasOwn(state.reviews, rule) ? (state.reviews[rule] ?? noReviews) : noReviews;
}

export const newMember: MemberState = { reviews: {}, earned: 0n, clawedBack: 0n };
