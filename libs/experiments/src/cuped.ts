import { liftOfMeans } from './lift-of-means.js';
import type { Lift } from './lift.js';
import { joined, type PairedSample, type Sample } from './sample.js';
import { CONFIDENCE } from './settings.js';

/** Both arms with what was to be expected of them taken off, and how that was found. */
export interface Adjustment {
  readonly treated: Sample;
  readonly holdout: Sample;
  /** What of one unit before is found again after. */
  readonly theta: number;
  /** Correlation of before and after; the variance falls to 1 - rho² of what it was. */
  readonly rho: number;
}

export interface AdjustedLift extends Lift {
  readonly theta: number;
  readonly rho: number;
}

/**
 * CUPED (Deng, Xu, Kohavi and Walker, WSDM 2013): y - theta (x - mean of all x), with theta = cov(x, y) / var(x) over both arms
 * together. `x` must be from before the experiment, so that the treatment cannot have moved it. Where all x are the same theta is 0.
 */
export function adjusted(treated: PairedSample, holdout: PairedSample): Adjustment {
  const all = joined(treated, holdout);
  const theta = all.squaresBefore > 0 ? all.products / all.squaresBefore : 0;
  const both = Math.sqrt(all.squaresBefore) * Math.sqrt(all.squares);
  return {
    treated: without(treated, theta, all.meanBefore),
    holdout: without(holdout, theta, all.meanBefore),
    theta,
    rho: both > 0 ? all.products / both : 0,
  };
}

/** The lift of means, adjusted by what was known before; `treated` and `holdout` are the adjusted means. */
export function adjustedLift(treated: PairedSample, holdout: PairedSample, confidence = CONFIDENCE): AdjustedLift {
  const { theta, rho, ...arms } = adjusted(treated, holdout);
  const lift = liftOfMeans(arms.treated, arms.holdout, confidence);
  const nothingBefore = treated.n + holdout.n > 0 && joined(treated, holdout).squaresBefore === 0;
  return { ...lift, theta, rho, caveats: [...lift.caveats, ...(nothingBefore ? (['no-history'] as const) : [])] };
}

/** Below so much of what there was before, what is left is rounding. */
const ROUNDING = 1e-12;

function without(arm: PairedSample, theta: number, meanBefore: number): Sample {
  const squares = arm.squares - 2 * theta * arm.products + theta ** 2 * arm.squaresBefore;
  return {
    n: arm.n,
    mean: arm.mean - theta * (arm.meanBefore - meanBefore),
    squares: squares > ROUNDING * arm.squares ? squares : 0,
  };
}
