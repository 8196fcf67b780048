import type { PointsPerReview } from '@perennial/programme';

import type { FactOf } from '../fact.js';
import { unconcerned, type Decided, type RuleContext, type RuleKind, type SkipReason } from './rule-kind.js';

interface Memory {
  /** Skus that were paid; they stay when the review is taken back. */
  readonly skus: readonly string[];
}

const nothing: Memory = { skus: [] };

/**
 * A fixed award for a published review, once per member and sku. Its stars are not even in the fact: paying for praise
 * would be worth nothing to the next customer and is forbidden in many countries.
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
  { reviewId, verified, sku }: FactOf<'review'>,
  { skus }: Memory,
  { rule }: RuleContext<PointsPerReview>,
): Decided<Memory> {
  const about = { rule: rule.name, thing: `review:${reviewId}` };
  const inputs = { verified, sku };
  const skip = (reason: SkipReason) => ({ outcomes: [{ result: 'skipped', ...about, reason, inputs } as const] });
  if (rule.verifiedOnly && !verified) return skip('not-verified');
  if (skus.includes(sku)) return skip('sku-already-paid');
  const { points, pendingDays } = rule;
  return {
    outcomes: [{ result: 'awarded', ...about, points: BigInt(points), inputs: { ...inputs, points }, pendingDays }],
    memory: { skus: [...skus, sku] },
  };
}

function takeBack(
  { reviewId }: FactOf<'review-taken-back'>,
  { rule, paid: points }: RuleContext<PointsPerReview>,
): Decided<Memory> {
  const about = { rule: rule.name, thing: `review:${reviewId}`, inputs: { reviewId } };
  if (points === undefined) return { outcomes: [{ result: 'skipped', ...about, reason: 'review-not-paid' }] };
  return { outcomes: [{ result: 'taken-back', ...about, points, inputs: { reviewId, points: Number(points) } }] };
}
