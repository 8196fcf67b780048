import { normalBelow, normalQuantile } from './distributions.js';
import { checkShare, CONFIDENCE } from './settings.js';

/** A lift that one wants to find, and how much customers differ. */
export interface Effect {
  /** Treated minus holdout, not 0. */
  readonly lift: number;
  /** Of one customer. */
  readonly treatedVariance: number;
  readonly holdoutVariance: number;
}

export interface Design {
  readonly treated: number;
  readonly holdout: number;
}

export interface Aim {
  /** Share of everybody that is treated, 0 to 1 exclusive. */
  readonly treatedShare: number;
  /** Probability to find the lift if it is there. */
  readonly power?: number;
  readonly confidence?: number;
}

/** @param baseline rate without the treatment; @param lift in the same unit, .01 for one of 100 customers more */
export function effectOnRate(baseline: number, lift: number): Effect {
  checkShare('the baseline', baseline);
  checkShare('the rate of the treated', baseline + lift);
  const [treatedVariance, holdoutVariance] = [baseline + lift, baseline].map((p) => p * (1 - p)) as [number, number];
  return { lift, treatedVariance, holdoutVariance };
}

/** @param deviation standard deviation of a customer; @param rho correlation with what was before, when CUPED is used */
export function effectOnMean(deviation: number, lift: number, rho = 0): Effect {
  if (!(deviation > 0)) throw new RangeError(`the standard deviation must be above 0, not ${deviation}`);
  if (!(rho > -1 && rho < 1)) throw new RangeError(`the correlation must be between -1 and 1, not ${rho}`);
  const variance = deviation ** 2 * (1 - rho ** 2);
  return { lift, treatedVariance: variance, holdoutVariance: variance };
}

/**
 * How many customers it takes: n = (z_(1 - alpha/2) + z_power)² (var_t / share_t + var_c / share_c) / lift², the two-sided
 * normal test with unpooled variances, looked at once. From 5 % to 6 % in equal arms with power .8: 8,155 each.
 */
export function sampleSize(effect: Effect, { treatedShare, power = 0.8, confidence = CONFIDENCE }: Aim): Design {
  checkShare('the treated share', treatedShare);
  checkShare('the power', power);
  checkShare('the confidence', confidence);
  if (effect.lift === 0) throw new RangeError('a lift of 0 cannot be found by any number of customers');
  const away = normalQuantile((1 + confidence) / 2) + normalQuantile(power);
  const variance = effect.treatedVariance / treatedShare + effect.holdoutVariance / (1 - treatedShare);
  const n = (away ** 2 * variance) / effect.lift ** 2;
  return { treated: Math.ceil(n * treatedShare), holdout: Math.ceil(n * (1 - treatedShare)) };
}

/** Probability that the two-sided test finds the lift, in whatever direction. @returns 1 - confidence for a lift of 0 */
export function powerOf(effect: Effect, { treated, holdout }: Design, confidence = CONFIDENCE): number {
  checkShare('the confidence', confidence);
  if (!(treated > 0 && holdout > 0)) throw new RangeError(`both arms need customers: ${treated} and ${holdout}`);
  const away = Math.abs(effect.lift) / Math.sqrt(effect.treatedVariance / treated + effect.holdoutVariance / holdout);
  const critical = normalQuantile((1 + confidence) / 2);
  return normalBelow(away - critical) + normalBelow(-away - critical);
}
