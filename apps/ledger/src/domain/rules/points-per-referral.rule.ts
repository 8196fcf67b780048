import type { PointsPerReferral } from '@perennial/programme';

import { isOrder } from '../fact.js';
import { wholeTimes, type Fraction } from '../sale.js';
import { amountText, whyTooSmall } from './amount-award.js';
import { unconcerned, type RuleKind } from './rule-kind.js';

/**
 * Points for both sides at the referee's first purchase after the accepted referral that reaches the amount of its
 * currency. The referee's fold finds that purchase; the referrer's fold is told of it as a fact of its own.
 */
export const pointsPerReferral: RuleKind<PointsPerReferral> = {
  kind: 'points-per-referral',
  decide(fact, _memory, { rule, sale, referral, paid }) {
    const { pendingDays } = rule;
    if (fact.kind === 'friend-qualified') {
      const { name, points } = rule.referrer;
      const thing = `referral:${fact.referralId}`;
      return {
        outcomes: [{ result: 'awarded', rule: name, thing, points: BigInt(points), inputs: { points }, pendingDays }],
      };
    }
    if (fact.kind === 'friend-lost') {
      const about = { rule: rule.referrer.name, thing: `referral:${fact.referralId}` };
      const inputs = { points: Number(paid ?? 0n) };
      if (paid === undefined)
        return { outcomes: [{ result: 'skipped', ...about, reason: 'referral-not-paid', inputs }] };
      return { outcomes: [{ result: 'taken-back', ...about, points: paid, inputs }] };
    }
    if (fact.kind !== 'sale' || !isOrder(fact.thing) || !sale || !referral) return unconcerned;
    const { currency } = fact.sale;
    const { name, points } = rule.referee;
    const about = { rule: name, thing: `referral:${referral.referralId}` };
    const from = rule.purchaseFromMinor[currency];
    if (from === undefined)
      return { outcomes: [{ result: 'skipped', ...about, reason: 'currency-not-in-programme', inputs: { currency } }] };
    const inputs = { netEligibleMinor: amountText(sale.eligible), currency, purchaseFromMinor: from, points };
    if (!qualifies(rule, currency, sale.eligible)) {
      const reason = whyTooSmall(fact.sale, sale.amounts);
      return { outcomes: [{ result: 'skipped', ...about, reason, inputs }] };
    }
    return { outcomes: [{ result: 'awarded', ...about, points: BigInt(points), inputs, pendingDays }] };
  },
};

/** Whether a net eligible amount makes a purchase the one that brings the referral its points. */
export function qualifies(rule: PointsPerReferral, currency: string, net: Fraction): boolean {
  const from = rule.purchaseFromMinor[currency];
  return from !== undefined && wholeTimes(net, BigInt(from)) > 0n;
}
