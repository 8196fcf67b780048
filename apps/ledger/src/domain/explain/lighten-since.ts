import type { Place } from '../place.js';
import type { Inputs } from '../rules/rule-kind.js';
import type { World } from '../world.js';
import { isOf } from './explain.js';

const NOTHING: Inputs = {};

/**
 * Of others' awards it is enough to know that there were. There may be thousands, and what they come from is more than
 * everything else that is kept of them.
 *
 * @param place of the event whose own are kept as they are
 * @param from where those begin that have not been seen
 * @returns how many are left
 */
export function lightenSince(outcomes: World['outcomes'], from: number, place: Place): number {
  let left = from;
  for (let index = from; index < outcomes.length; index += 1) {
    const each = outcomes[index];
    if (!each || (each.outcome.result === 'skipped' && !isOf(each.turn, place))) continue;
    const { result, rule, thing } = each.outcome;
    const isLight = result === 'awarded' && !isOf(each.turn, place);
    outcomes[left] = isLight
      ? { ...each, outcome: { result, rule, thing, points: each.outcome.points, inputs: NOTHING } }
      : each;
    left += 1;
  }
  outcomes.length = left;
  return left;
}
