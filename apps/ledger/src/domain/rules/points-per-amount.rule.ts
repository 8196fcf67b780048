import type { PointsPerAmount } from '@perennial/programme';

import { isOrder } from '../fact.js';
import { amountText, cutInputs, whyTooSmall, worthOf } from './amount-award.js';
import { unconcerned, type RuleKind } from './rule-kind.js';

/** Points for every full amount of an order, rounded down per order, times the multiplier of the tier held before it. */
export const pointsPerAmount: RuleKind<PointsPerAmount> = {
  kind: 'points-per-amount',
  decide(fact, _memory, { rule, sale }) {
    if (fact.kind !== 'sale' || !sale || !isOrder(fact.thing)) return unconcerned;
    const { currency } = fact.sale;
    const { name } = rule;
    const { thing } = fact;
    const perFull = rule.perFullMinor[currency];
    if (perFull === undefined)
      return {
        outcomes: [{ result: 'skipped', rule: name, thing, reason: 'currency-not-in-programme', inputs: { currency } }],
      };
    const formula = {
      rule: rule.name,
      points: BigInt(rule.points),
      perFullMinor: BigInt(perFull),
      multiplierPercent: BigInt(sale.multiplierPercent),
      qualifies: true,
    };
    const worth = worthOf(formula, sale.eligible);
    const { base, award } = worth;
    const inputs = {
      netEligibleMinor: amountText(sale.eligible),
      currency,
      perFullMinor: perFull,
      pointsPerFull: rule.points,
      basePoints: Number(base),
      tier: sale.tier,
      multiplierPercent: sale.multiplierPercent,
      ...cutInputs(worth),
    };
    if (award === 0n) {
      const reason = whyTooSmall(fact.sale, sale.amounts);
      return { outcomes: [{ result: 'skipped', rule: name, thing, reason, inputs }] };
    }
    const { pendingDays } = rule;
    return { outcomes: [{ result: 'awarded', rule: name, thing, points: award, inputs, formula, pendingDays }] };
  },
};
