import type { Caveat } from './caveats.js';

/** A figure with its interval; null is what cannot be told. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What an arm comes to, and the variance of that: the square of its standard error. */
export interface MeasuredArm {
  readonly value: number;
  readonly variance: number;
}

/**
 * Treated / holdout - 1, with Fieller's interval (Quarterly Journal of Mechanics 1954; all r for which treated - r holdout is
 * within `critical` standard errors of 0). It reaches 0 exactly when the interval of the difference does.
 *
 * @param critical null: no interval can be told
 */
export function relativeLift(
  treated: MeasuredArm,
  holdout: MeasuredArm,
  critical: number | null,
): { readonly estimate: Estimate; readonly caveats: readonly Caveat[] } {
  if (holdout.value <= 0) return { estimate: { value: null, low: null, high: null }, caveats: ['no-baseline'] };
  const value = treated.value / holdout.value - 1;
  if (critical === null) return { estimate: { value, low: null, high: null }, caveats: [] };
  const square = holdout.value ** 2 - critical ** 2 * holdout.variance;
  if (square <= 0) return { estimate: { value, low: null, high: null }, caveats: ['uncertain-baseline'] };
  const middle = treated.value * holdout.value;
  const spread = critical * Math.sqrt(square * treated.variance + treated.value ** 2 * holdout.variance);
  return {
    estimate: { value, low: (middle - spread) / square - 1, high: (middle + spread) / square - 1 },
    caveats: [],
  };
}
