import type { Caveat } from './caveats.js';
import { relativeLift, type Estimate, type MeasuredArm } from './relative-lift.js';

/** How much more the treated come to than those held out. Null is what cannot be told; `caveats` say why. */
export interface Lift {
  /** Rate (0 to 1) or mean of the treated. */
  readonly treated: number | null;
  readonly holdout: number | null;
  /** Treated minus holdout. */
  readonly difference: number | null;
  readonly standardError: number | null;
  /** z of proportions, t of means: the difference in standard errors. */
  readonly statistic: number | null;
  /** Degrees of freedom of t; null: z. */
  readonly degrees: number | null;
  /** Two-sided, of one look that was planned: who looks again and again takes `lookAtProportions` or `lookAtMeans`. */
  readonly p: number | null;
  /** Interval of the difference. */
  readonly low: number | null;
  readonly high: number | null;
  /** The difference as a share of the holdout: .2 is 20 % more. */
  readonly relative: Estimate;
  readonly caveats: readonly Caveat[];
}

/** Of the difference: how many standard errors its interval reaches to either side, and how likely its statistic is. */
export interface Reference {
  readonly degrees: number | null;
  readonly critical: number;
  p(statistic: number): number;
}

export const UNTOLD: Estimate = { value: null, low: null, high: null };

/** @param reference null: there is no variation, so neither test nor interval */
export function liftOf(
  treated: MeasuredArm,
  holdout: MeasuredArm,
  reference: Reference | null,
  caveats: readonly Caveat[],
): Lift {
  const difference = treated.value - holdout.value;
  const standardError = reference && Math.sqrt(treated.variance + holdout.variance);
  const relative = relativeLift(treated, holdout, reference?.critical ?? null);
  const known = { treated: treated.value, holdout: holdout.value, difference, standardError };
  const all = [...caveats, ...relative.caveats];
  if (reference === null || standardError === null)
    return { ...known, ...NOT_TESTED, relative: relative.estimate, caveats: all };
  const statistic = difference / standardError;
  const half = reference.critical * standardError;
  return {
    ...known,
    statistic,
    degrees: reference.degrees,
    p: reference.p(statistic),
    low: difference - half,
    high: difference + half,
    relative: relative.estimate,
    caveats: all,
  };
}

/** An arm is empty. */
export function nothingToCompare(treated: number | null, holdout: number | null): Lift {
  const caveats: Caveat[] = [
    ...(treated === null ? (['nobody-treated'] as const) : []),
    ...(holdout === null ? (['nobody-held-out'] as const) : []),
  ];
  return { treated, holdout, difference: null, standardError: null, ...NOT_TESTED, relative: UNTOLD, caveats };
}

const NOT_TESTED = { statistic: null, degrees: null, p: null, low: null, high: null };
