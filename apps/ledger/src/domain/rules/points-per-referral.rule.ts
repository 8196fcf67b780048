import type { PointsPerReferral } from '@perennial/programme';

import { netEligible, wholeTimes } from '../order-amounts.js';
import { placeOf } from '../place.js';
import { unconcerned, type RuleKind } from './rule-kind.js';

/**
 * Points for both sides at the referee's first purchase after the accepted referral that reaches the amount of its
 * currency. The referee's fold finds that purchase; the referrer's fold is told of it as a fact of its own.
 */
export const pointsPerReferral: RuleKind<PointsPerReferral> = {
  kind: 'points-per-referral',
  decide(fact, state, { rule }) {
    const place = placeOf(fact);
    switch (fact.kind) {
      case 'referred':
        return { outcomes: [], state: { ...state, referral: {} } };
      case 'friend-qualified':
        return {
          outcomes: [
            { result: 'awarded', rule: rule.referrer.name, fact: place, points: BigInt(rule.referrer.points) },
          ],
          state,
        };
      case 'purchase': {
        if (!state.referral || state.referral.qualifiedBy) return unconcerned(state);
        const from = rule.purchaseFromMinor[fact.amounts.currency];
        const skipped = { result: 'skipped', rule: rule.referee.name, fact: place } as const;
        if (from === undefined) return { outcomes: [{ ...skipped, reason: 'currency-not-in-programme' }], state };
        if (wholeTimes(netEligible(fact.amounts, []), BigInt(from)) === 0n)
          return { outcomes: [{ ...skipped, reason: 'amount-too-small' }], state };
        return {
          outcomes: [{ result: 'awarded', rule: rule.referee.name, fact: place, points: BigInt(rule.referee.points) }],
          state: { ...state, referral: { qualifiedBy: place } },
        };
      }
      default:
        return unconcerned(state);
    }
  },
};
