import type { EarnRule } from '@perennial/programme';

import type { MemberFact } from '../member-fact.js';
import type { MemberState } from '../member-state.js';
import { pointsPerAmount } from './points-per-amount.rule.js';
import { pointsPerReferral } from './points-per-referral.rule.js';
import { pointsPerReview } from './points-per-review.rule.js';
import type { Decision } from './rule-kind.js';

/** Every kind of earn rule. The rules of a programme act in the order of its document. */
export const ruleKinds = [pointsPerAmount, pointsPerReview, pointsPerReferral] as const;

/** What a rule of the programme makes of a member's next fact. A kind missing here does not compile. */
export function decideByRule(rule: EarnRule, timeZone: string, fact: MemberFact, state: MemberState): Decision {
  switch (rule.kind) {
    case 'points-per-amount':
      return pointsPerAmount.decide(fact, state, { rule, timeZone });
    case 'points-per-review':
      return pointsPerReview.decide(fact, state, { rule, timeZone });
    case 'points-per-referral':
      return pointsPerReferral.decide(fact, state, { rule, timeZone });
  }
}
