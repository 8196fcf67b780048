import type { PointsPerReview } from '@perennial/programme';

import { monthOf } from '../calendar.js';
import type { FactOf } from '../fact.js';
import { unconcerned, type Decided, type RuleContext, type RuleKind, type SkipReason } from './rule-kind.js';

interface Memory {
  /** Skus that were paid; they stay when the review is taken back. */
  readonly skus: readonly string[];
  /** The month of the newest paid review, and how many were paid in it. */
  readonly month: string;
  readonly paidInMonth: number;
}

const nothing: Memory = { skus: [], month: '', paidInMonth: 0 };

/**
 * A fixed award for a published review, once per member and sku, and only so many a month. Its stars are not even in
 * the fact: paying for praise would be worth nothing to the next customer and is forbidden in many countries.
 */
export const pointsPerReview: RuleKind<PointsPerReview, Memory> = {
  kind: 'points-per-review',
  decide(fact, memory = nothing, context) {
    if (fact.kind === 'review') return publish(fact, memory, context);
    if (fact.kind === 'review-taken-back') return takeBack(fact, context);
    return unconcerned;
  },
};

function publish(
  review: FactOf<'review'>,
  memory: Memory,
  { rule, timeZone }: RuleContext<PointsPerReview>,
): Decided<Memory> {
  const about = { rule: rule.name, thing: `review:${review.reviewId}` };
  const month = monthOf(review.at, timeZone);
  const paidInMonth = month === memory.month ? memory.paidInMonth : 0;
  const { verified, sku } = review;
  const inputs = { verified, sku, month, paidInMonthBefore: paidInMonth, paidPerMonthMax: rule.paidPerMonthMax };
  const skip = skipReason(review, memory, paidInMonth, rule);
  if (skip) return { outcomes: [{ result: 'skipped', ...about, reason: skip, inputs }] };
  const { points, pendingDays } = rule;
  return {
    outcomes: [{ result: 'awarded', ...about, points: BigInt(points), inputs: { ...inputs, points }, pendingDays }],
    memory: {
      skus: [...memory.skus, sku],
      month,
      paidInMonth: paidInMonth + 1,
    },
  };
}

function skipReason(
  review: FactOf<'review'>,
  memory: Memory,
  paidInMonth: number,
  rule: PointsPerReview,
): SkipReason | undefined {
  if (rule.verifiedOnly && !review.verified) return 'not-verified';
  if (memory.skus.includes(review.sku)) return 'sku-already-paid';
  if (paidInMonth >= rule.paidPerMonthMax) return 'limit-reached';
  return undefined;
}

function takeBack(
  { reviewId }: FactOf<'review-taken-back'>,
  { rule, paid: points }: RuleContext<PointsPerReview>,
): Decided<Memory> {
  const about = { rule: rule.name, thing: `review:${reviewId}`, inputs: { reviewId } };
  if (points === undefined) return { outcomes: [{ result: 'skipped', ...about, reason: 'review-not-paid' }] };
  return { outcomes: [{ result: 'taken-back', ...about, points, inputs: { reviewId, points: Number(points) } }] };
}
