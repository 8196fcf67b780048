import { compileCondition, type EarnRule } from '@perennial/programme';

import type { Fact } from '../fact.js';
import type { MemberState } from '../member-state.js';
import type { Decided } from '../rules/rule-kind.js';

/**
 * A rule whose condition does not hold pays nothing and remembers nothing, so the fact takes no place of its limits.
 * Taking back asks for no condition.
 */
export function onCondition(
  rule: EarnRule,
  fact: Fact,
  { tier }: MemberState,
  decided: Decided<unknown>,
): Decided<unknown> {
  const condition = 'when' in rule ? rule.when : undefined;
  const isRemembered = decided.memory !== undefined || decided.outcomes.some(({ result }) => result === 'awarded');
  if (condition === undefined || !isRemembered) return decided;
  // Who it is stands in no stored fact, so no condition may depend on it: decided late, it would come out otherwise.
  const { customerId: _, ...data } = (fact.data ?? {}) as Record<string, unknown>;
  const member = { tier: tier.held === '' ? undefined : tier.held };
  const whyNot = compileCondition(condition).whyNot({ data, member });
  const inputs = { condition, tier: tier.held };
  if (whyNot === undefined) {
    const outcomes = decided.outcomes.map((each) => ({ ...each, inputs: { ...each.inputs, ...inputs } }));
    return { ...decided, outcomes };
  }
  return {
    outcomes: decided.outcomes.map(({ thing }) => ({
      result: 'skipped',
      rule: rule.name,
      thing,
      reason: 'condition-not-met',
      inputs: { ...inputs, whyNot },
    })),
  };
}
