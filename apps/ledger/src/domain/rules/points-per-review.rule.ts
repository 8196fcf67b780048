import type { PointsPerReview } from '@perennial/programme';

import { monthOf } from '../calendar.js';
import type { MemberFact } from '../member-fact.js';
import { reviewsOf, type MemberState, type ReviewState } from '../member-state.js';
import { placeOf } from '../place.js';
import {
  unconcerned,
  type Decision,
  type Outcome,
  type RuleContext,
  type RuleKind,
  type SkipReason,
} from './rule-kind.js';

type Context = RuleContext<PointsPerReview>;
type Review = Extract<MemberFact, { kind: 'review' }>;
type TakenBack = Extract<MemberFact, { kind: 'review-taken-back' }>;

/**
 * A fixed award for a published review, once per member and sku, and only so many a month. Its stars are not even in
 * the fact: paying for praise would be worth nothing to the next customer and is forbidden in many countries.
 */
export const pointsPerReview: RuleKind<PointsPerReview> = {
  kind: 'points-per-review',
  decide(fact, state, context) {
    if (fact.kind === 'review') return publish(fact, state, context);
    if (fact.kind === 'review-taken-back') return takeBack(fact, state, context);
    return unconcerned(state);
  },
};

function publish(review: Review, state: MemberState, { rule, timeZone }: Context): Decision {
  const reviews = reviewsOf(state, rule.name);
  const about = { rule: rule.name, fact: placeOf(review) };
  const month = monthOf(review.at, timeZone);
  const paidInMonth = month === reviews.month ? reviews.paidInMonth : 0;
  const skip = skipReason(review, reviews, paidInMonth, rule);
  if (skip) return { outcomes: [{ result: 'skipped', ...about, reason: skip }], state };

  const points = BigInt(rule.points);
  const outcomes: Outcome[] = [{ result: 'awarded', ...about, points }];
  const earlier = reviews.takenBack.find(({ reviewId }) => reviewId === review.reviewId);
  const by = earlier && placeOf(earlier);
  // Taken back at an instant before its publication: acts directly after it. Its place in the limits is used up all the same.
  if (by) outcomes.push({ result: 'taken-back', ...about, points, by });
  const paid = by ? reviews.paid : [...reviews.paid, { reviewId: review.reviewId, ...about.fact, points: rule.points }];
  const next = { ...reviews, skus: [...reviews.skus, review.sku], month, paidInMonth: paidInMonth + 1, paid };
  return { outcomes, state: withReviews(state, rule.name, next) };
}

function skipReason(
  review: Review,
  reviews: ReviewState,
  paidInMonth: number,
  rule: PointsPerReview,
): SkipReason | undefined {
  if (rule.verifiedOnly && !review.verified) return 'not-verified';
  if (reviews.skus.includes(review.sku)) return 'sku-already-paid';
  if (paidInMonth >= rule.paidPerMonthMax) return 'limit-reached';
  return undefined;
}

function takeBack(fact: TakenBack, state: MemberState, { rule }: Context): Decision {
  const reviews = reviewsOf(state, rule.name);
  const paid = reviews.paid.find(({ reviewId }) => reviewId === fact.reviewId);
  const by = placeOf(fact);
  if (!paid) {
    const takenBack = [...reviews.takenBack, { reviewId: fact.reviewId, ...by }];
    return {
      outcomes: [{ result: 'skipped', rule: rule.name, fact: by, reason: 'review-not-paid' }],
      state: withReviews(state, rule.name, { ...reviews, takenBack }),
    };
  }
  const stillPaid = reviews.paid.filter((review) => review !== paid);
  return {
    outcomes: [{ result: 'taken-back', rule: rule.name, fact: placeOf(paid), points: BigInt(paid.points), by }],
    state: withReviews(state, rule.name, { ...reviews, paid: stillPaid }),
  };
}

function withReviews(state: MemberState, rule: string, reviews: ReviewState): MemberState {
  return { ...state, reviews: { ...state.reviews, [rule]: reviews } };
}
