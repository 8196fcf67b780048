import { compareInOrderOfThings } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';

import { withoutAmendments, type MemberFact } from './member-fact.js';
import { newMember, type MemberState } from './member-state.js';
import { eventKey, placeOf, type Place } from './place.js';
import { decideByRule } from './rules/index.js';
import type { Decision, Outcome } from './rules/rule-kind.js';

/** What one rule paid for one fact, as the whole history has it. */
export interface Award {
  readonly rule: string;
  readonly fact: Place;
  /** Awarded and not taken back. */
  readonly points: bigint;
  /** The fact that took it back. */
  readonly takenBackBy?: Place;
}

export interface Folded {
  readonly state: MemberState;
  /** By `awardKey`. */
  readonly awards: ReadonlyMap<string, Award>;
  readonly outcomes: readonly Outcome[];
}

/** An award is known by its rule and the fact it paid for. */
export function awardKey({ rule, fact }: Pick<Award, 'rule' | 'fact'>): string {
  return `${rule}\n${eventKey(fact)}`;
}

/** One step of the fold: the next fact in order of things. */
export function step(programme: Programme, before: MemberState, fact: MemberFact): Decision {
  let state: MemberState = { ...before, last: placeOf(fact) };
  if (fact.kind === 'purchase' && !state.firstPurchase) state = { ...state, firstPurchase: placeOf(fact) };
  const outcomes: Outcome[] = [];
  for (const rule of programme.rules) {
    const decision = decideByRule(rule, programme.timeZone, fact, state);
    state = decision.state;
    outcomes.push(...decision.outcomes);
  }
  return { state: withSums(state, outcomes), outcomes };
}

/**
 * A member's whole history, from the first fact on: a pure function of the set of facts. Their order in `facts`, and
 * whether they came in one piece or one by one through `step`, makes no difference.
 */
export function fold(programme: Programme, facts: readonly MemberFact[]): Folded {
  let state = newMember;
  const outcomes: Outcome[] = [];
  for (const fact of withoutAmendments(facts).sort(compareInOrderOfThings)) {
    const decision = step(programme, state, fact);
    state = decision.state;
    outcomes.push(...decision.outcomes);
  }
  return { state, awards: awardsIn(outcomes), outcomes };
}

/** What the outcomes come to, by award: taking back lowers it, also below 0 when the award itself was made before. */
export function awardsIn(outcomes: readonly Outcome[]): Map<string, Award> {
  const awards = new Map<string, Award>();
  for (const outcome of outcomes) {
    if (outcome.result === 'skipped') continue;
    const { rule, fact, points } = outcome;
    const key = awardKey(outcome);
    const before = awards.get(key)?.points ?? 0n;
    if (outcome.result === 'awarded') awards.set(key, { rule, fact, points: before + points });
    else awards.set(key, { rule, fact, points: before - points, takenBackBy: outcome.by });
  }
  return awards;
}

function withSums(state: MemberState, outcomes: readonly Outcome[]): MemberState {
  let { earned, clawedBack } = state;
  for (const outcome of outcomes) {
    if (outcome.result === 'awarded') earned += outcome.points;
    if (outcome.result === 'taken-back') clawedBack += outcome.points;
  }
  return { ...state, earned, clawedBack };
}
