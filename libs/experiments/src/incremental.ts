import type { Caveat } from './caveats.js';
import { UNTOLD, type Lift } from './lift.js';
import type { Estimate } from './relative-lift.js';

/** What the treatment brought that would not have come anyway, and what one of it cost. */
export interface Incremental {
  /** Conversions, or the unit of the mean: the difference times the treated. */
  readonly total: Estimate;
  /** Cost of the treatment for each; the upper end is null when the treatment may have brought nothing. */
  readonly costOfOne: Estimate;
  readonly caveats: readonly Caveat[];
}

/**
 * @param treated customers of the treated arm, as assigned
 * @param cost of all of them, in any unit, known exactly; from 0. 540 of 9,000 against 50 of 1,000 are 90 more conversions; at a
 *   cost of 900 one of them cost 10
 */
export function incrementalOf(lift: Lift, treated: number, cost: number): Incremental {
  if (!(cost >= 0)) throw new RangeError(`the cost must be 0 or more, not ${cost}`);
  const times = (value: number | null) => (value === null ? null : value * treated);
  const total = { value: times(lift.difference), low: times(lift.low), high: times(lift.high) };
  if (total.value === null) return { total, costOfOne: UNTOLD, caveats: [] };
  if (total.value <= 0) return { total, costOfOne: UNTOLD, caveats: ['nothing-incremental'] };
  const each = (count: number | null) => (count !== null && count > 0 ? cost / count : null);
  const costOfOne = { value: each(total.value), low: each(total.high), high: each(total.low) };
  return { total, costOfOne, caveats: total.low !== null && total.low <= 0 ? ['perhaps-nothing-incremental'] : [] };
}
