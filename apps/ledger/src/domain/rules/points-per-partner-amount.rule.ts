import type { PointsPerPartnerAmount } from '@perennial/programme';

import { amountText, cutInputs, whyTooSmall, worthOf } from './amount-award.js';
import { unconcerned, type RuleKind } from './rule-kind.js';

/** Points for every full amount spent at a partner, told of by the partner or by an order placed with it. */
export const pointsPerPartnerAmount: RuleKind<PointsPerPartnerAmount> = {
  kind: 'points-per-partner-amount',
  decide(fact, _memory, { rule, sale }) {
    if (fact.kind !== 'sale' || !sale) return unconcerned;
    const { currency, partnerId } = fact.sale;
    const about = { rule: rule.name, thing: fact.thing };
    const rates =
      partnerId !== undefined && Object.hasOwn(rule.perFullMinor, partnerId) && rule.perFullMinor[partnerId];
    if (!rates) {
      const inputs = { partnerId: partnerId ?? null };
      return { outcomes: [{ result: 'skipped', ...about, reason: 'not-a-partner', inputs }] };
    }
    const perFull = rates[currency];
    if (perFull === undefined)
      return { outcomes: [{ result: 'skipped', ...about, reason: 'currency-not-in-programme', inputs: { currency } }] };
    const formula = {
      rule: rule.name,
      points: BigInt(rule.points),
      perFullMinor: BigInt(perFull),
      multiplierPercent: 100n,
      qualifies: false,
      partnerId,
    };
    const worth = worthOf(formula, sale.eligible);
    const { award } = worth;
    const inputs = {
      partnerId: partnerId ?? null,
      netEligibleMinor: amountText(sale.eligible),
      currency,
      perFullMinor: perFull,
      pointsPerFull: rule.points,
      ...cutInputs(worth),
    };
    if (award === 0n) {
      const reason = whyTooSmall(fact.sale, sale.amounts);
      return { outcomes: [{ result: 'skipped', ...about, reason, inputs }] };
    }
    const { pendingDays } = rule;
    return { outcomes: [{ result: 'awarded', ...about, points: award, inputs, formula, pendingDays, partnerId }] };
  },
};
