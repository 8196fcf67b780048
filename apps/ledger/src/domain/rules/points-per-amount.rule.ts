import type { PointsPerAmount } from '@perennial/programme';

import { netEligible, wholeTimes } from '../order-amounts.js';
import { placeOf } from '../place.js';
import { unconcerned, type RuleKind } from './rule-kind.js';

/** Points for every full amount of an order, rounded down per order. */
export const pointsPerAmount: RuleKind<PointsPerAmount> = {
  kind: 'points-per-amount',
  decide(fact, state, { rule }) {
    if (fact.kind !== 'purchase') return unconcerned(state);
    const about = { rule: rule.name, fact: placeOf(fact) };
    const perFull = rule.perFullMinor[fact.amounts.currency];
    if (perFull === undefined)
      return { outcomes: [{ result: 'skipped', ...about, reason: 'currency-not-in-programme' }], state };
    const points = BigInt(rule.points) * wholeTimes(netEligible(fact.amounts, []), BigInt(perFull));
    if (points === 0n) return { outcomes: [{ result: 'skipped', ...about, reason: 'amount-too-small' }], state };
    return { outcomes: [{ result: 'awarded', ...about, points }], state };
  },
};
