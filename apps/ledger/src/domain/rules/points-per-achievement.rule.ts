import type { PointsPerAchievement } from '@perennial/programme';

import { countOn, countOne, noProgress, type Progress } from '../achievement.js';
import { dayNumberOf, dayOf } from '../calendar.js';
import { engagementThing, isOrder, type Fact, type FactOf, type Thing } from '../fact.js';
import { wholeTimes, type Fraction } from '../sale.js';
import { amountText, whyTooSmall } from './amount-award.js';
import { unconcerned, type Inputs, type RuleContext, type RuleKind, type SkipReason } from './rule-kind.js';

export interface AchievementMemory extends Progress {
  /** When it was reached last, of the times that stand. */
  readonly reachedAt?: number;
  /** Skus of reviews, or proofs of engagements, that were counted: each counts once, also when it is taken back. */
  readonly once: readonly string[];
}

export const noneCounted: AchievementMemory = { ...noProgress, once: [] };

/** Points, or a badge, for having done something so many times. A fact counts exactly when the rule remembers it. */
export const pointsPerAchievement: RuleKind<PointsPerAchievement, AchievementMemory> = {
  kind: 'points-per-achievement',
  decide(fact, memory = noneCounted, context) {
    const { rule, timeZone } = context;
    const candidate = candidateOf(fact, rule);
    if (!candidate) return unconcerned;
    const { thing, once } = candidate;
    const about = { rule: rule.name, thing };
    const today = dayNumberOf(fact.at, timeZone);
    const { of, times, withinDays, streak, points, pendingDays } = rule;
    const inputs = {
      of,
      day: dayOf(fact.at, timeZone),
      countBefore: countOn(rule, memory, today),
      times,
      ...(withinDays === undefined ? {} : { withinDays }),
      ...(streak === undefined ? {} : { streak }),
      repeats: rule.repeats,
      timesReachedBefore: memory.reached,
      ...amountInputs(fact, context),
    };
    const whyNot = whyNotCounted(fact, memory, context, once);
    if (whyNot) return { outcomes: [{ result: 'skipped', ...about, reason: whyNot, inputs }] };
    const after = { ...memory, ...countOne(rule, memory, today), once: once ? [...memory.once, once] : memory.once };
    if (after.reached === memory.reached) {
      const isReached = memory.reached > 0 && !rule.repeats;
      const reason = isReached ? 'reached-already' : after.open === memory.open ? 'counted-already' : 'not-reached-yet';
      return { outcomes: [{ result: 'skipped', ...about, reason, inputs }], memory: after };
    }
    const paid = { points: BigInt(points), inputs: { ...inputs, points }, pendingDays };
    return { outcomes: [{ result: 'awarded', ...about, ...paid }], memory: { ...after, reachedAt: fact.at } };
  },
};

/** What a fact would count as; `once`: counted under this name before, it does not count again. */
function candidateOf(fact: Fact, { of, on }: PointsPerAchievement): { thing: Thing; once?: string } | undefined {
  switch (of) {
    case 'purchases':
      return fact.kind === 'sale' && isOrder(fact.thing) ? { thing: fact.thing } : undefined;
    case 'reviews':
      return fact.kind === 'review' ? { thing: `review:${fact.reviewId}`, once: fact.sku } : undefined;
    case 'engagements':
      if (fact.kind !== 'engagement' || !on?.includes(fact.engagement)) return undefined;
      return { thing: engagementThing(fact.proofId), ...(fact.proofId === undefined ? {} : { once: fact.proofId }) };
    case 'friends':
      return fact.kind === 'friend-qualified' ? { thing: `referral:${fact.referralId}` } : undefined;
  }
}

function whyNotCounted(
  fact: Fact,
  memory: AchievementMemory,
  { rule, sale }: RuleContext<PointsPerAchievement>,
  once: string | undefined,
): SkipReason | undefined {
  if (fact.kind === 'engagement' && once === undefined) return 'no-proof';
  if (once !== undefined && memory.once.includes(once)) return 'counted-already';
  if (fact.kind !== 'sale' || !sale) return undefined;
  if (rule.purchaseFromMinor && !Object.hasOwn(rule.purchaseFromMinor, fact.sale.currency))
    return 'currency-not-in-programme';
  return purchaseCounts(rule, fact.sale, { net: sale.eligible, returned: 0n })
    ? undefined
    : whyTooSmall(fact.sale, sale.amounts);
}

/** What a purchase is measured by, where it has to be of some amount. */
function amountInputs(fact: Fact, { rule: { purchaseFromMinor }, sale }: RuleContext<PointsPerAchievement>): Inputs {
  if (fact.kind !== 'sale' || !sale || !purchaseFromMinor) return {};
  const { currency } = fact.sale;
  return {
    netEligibleMinor: amountText(sale.eligible),
    currency,
    purchaseFromMinor: purchaseFromMinor[currency] ?? null,
  };
}

/** Whether a purchase of which this is left counts: by its net amount, or until all that was paid has come back. */
export function purchaseCounts(
  { purchaseFromMinor }: Pick<PointsPerAchievement, 'purchaseFromMinor'>,
  { currency, total }: Pick<FactOf<'sale'>['sale'], 'currency' | 'total'>,
  { net, returned }: { readonly net: Fraction; readonly returned: bigint },
): boolean {
  if (!purchaseFromMinor) return returned < total;
  const from = purchaseFromMinor[currency];
  return from !== undefined && wholeTimes(net, BigInt(from)) > 0n;
}
