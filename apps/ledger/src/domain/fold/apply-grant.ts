import type { FactOf } from '../fact.js';
import type { Outcome } from '../rules/rule-kind.js';
import { programmeOf } from '../world.js';
import { note, type Acting } from './acting.js';
import { award } from './decide.js';

/**
 * Points that a campaign gives: promised and paid for by its budget, so that no limit of what a member earns cuts them, and
 * they count for no tier.
 */
export function applyGrant(acting: Acting, fact: FactOf<'points-granted'>): void {
  const { campaignId: rule, thing, points } = fact;
  const outcome = { result: 'awarded', rule, thing, points, inputs: { points: Number(points) } } satisfies Outcome;
  award(acting, programmeOf(acting.world, acting.turn.at), fact, outcome);
  note(acting, outcome);
}
