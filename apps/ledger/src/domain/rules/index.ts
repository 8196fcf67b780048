import type { EarnRule } from '@perennial/programme';

import type { Fact } from '../fact.js';
import { pointsPerAchievement } from './points-per-achievement.rule.js';
import { pointsPerAmount } from './points-per-amount.rule.js';
import { pointsPerEngagement } from './points-per-engagement.rule.js';
import { pointsPerPartnerAmount } from './points-per-partner-amount.rule.js';
import { pointsPerReferral } from './points-per-referral.rule.js';
import { pointsPerReview } from './points-per-review.rule.js';
import type { Decided, RuleContext, RuleKind } from './rule-kind.js';

/** Every kind of earn rule. The rules of a programme act in the order of its document. */
export const ruleKinds = [
  pointsPerAmount,
  pointsPerPartnerAmount,
  pointsPerReview,
  pointsPerEngagement,
  pointsPerReferral,
  pointsPerAchievement,
] as const;

const byKind = new Map<string, RuleKind<EarnRule, unknown>>(
  // Each kind only ever gets rules of its own kind and what it remembered itself.
  ruleKinds.map((each) => [each.kind, each as unknown as RuleKind<EarnRule, unknown>]),
);

/** What a rule of the programme makes of a member's next fact. */
export function decideByRule(fact: Fact, memory: unknown, context: RuleContext<EarnRule>): Decided<unknown> {
  const kind = byKind.get(context.rule.kind);
  if (!kind) throw new RangeError(`there is no kind of rule ${context.rule.kind}`);
  return kind.decide(fact, memory, context);
}
