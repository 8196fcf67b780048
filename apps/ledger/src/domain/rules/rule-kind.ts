import type { EarnRule } from '@perennial/programme';

import type { MemberFact } from '../member-fact.js';
import type { MemberState } from '../member-state.js';
import type { Place } from '../place.js';

/** Why a rule did not pay. Shown to support and members; never renamed. */
export type SkipReason =
  | 'currency-not-in-programme'
  | 'amount-too-small'
  | 'not-verified'
  | 'sku-already-paid'
  | 'limit-reached'
  | 'review-not-paid';

/** What a rule made of one fact. `fact` is what was paid for: an award is known by rule and fact for ever. */
export type Outcome =
  | { readonly result: 'awarded'; readonly rule: string; readonly fact: Place; readonly points: bigint }
  | {
      readonly result: 'taken-back';
      readonly rule: string;
      readonly fact: Place;
      readonly points: bigint;
      readonly by: Place;
    }
  | { readonly result: 'skipped'; readonly rule: string; readonly fact: Place; readonly reason: SkipReason };

export interface Decision {
  readonly outcomes: readonly Outcome[];
  readonly state: MemberState;
}

export interface RuleContext<Rule> {
  /** The rule as the programme's document has it. */
  readonly rule: Rule;
  /** The programme's time zone: of all calendar days and months. */
  readonly timeZone: string;
}

/** One kind of earn rule: what it makes of a member's next fact, given everything before it. Touches nothing. */
export interface RuleKind<Rule extends EarnRule> {
  readonly kind: Rule['kind'];
  decide(fact: MemberFact, state: MemberState, context: RuleContext<Rule>): Decision;
}

/** A fact that is none of the rule's business. */
export function unconcerned(state: MemberState): Decision {
  return { outcomes: [], state };
}
