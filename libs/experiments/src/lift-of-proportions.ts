import type { Caveat } from './caveats.js';
import { normalQuantile, twoSidedNormal } from './distributions.js';
import { liftOf, nothingToCompare, type Lift } from './lift.js';
import { checkShare, CONFIDENCE } from './settings.js';

/** An arm as it was assigned, those included whom nothing reached. */
export interface Conversions {
  /** Customers, whole, from 0. */
  readonly n: number;
  /** Those of them who did what was hoped for, whole, 0 to `n`. */
  readonly conversions: number;
}

/** With fewer conversions, or fewer customers without one, the normal distribution fits badly. */
const CONVERSIONS_MIN = 10;

/**
 * The rate of the treated against that of the holdout: difference of proportions with its own, unpooled, standard error
 * sqrt(p_t (1 - p_t) / n_t + p_c (1 - p_c) / n_c), z and its normal interval. 540 of 9,000 against 50 of 1,000 are .01 more
 * (20 %), standard error .0073326, z 1.36.
 *
 * @param confidence of the intervals, 0 to 1 exclusive
 * @throws RangeError when counts are not whole, or conversions are more than customers
 */
export function liftOfProportions(treated: Conversions, holdout: Conversions, confidence = CONFIDENCE): Lift {
  checkShare('the confidence', confidence);
  const [one, other] = [rateOf(treated), rateOf(holdout)];
  if (one === null || other === null) return nothingToCompare(one?.value ?? null, other?.value ?? null);
  const caveats: Caveat[] = [treated, holdout].some(isRough) ? ['few-conversions'] : [];
  if (one.variance + other.variance === 0) return liftOf(one, other, null, [...caveats, 'no-variation']);
  const reference = { degrees: null, critical: normalQuantile((1 + confidence) / 2), p: twoSidedNormal };
  return liftOf(one, other, reference, caveats);
}

function rateOf({ n, conversions }: Conversions) {
  checkCounts({ n, conversions });
  if (n === 0) return null;
  const value = conversions / n;
  return { value, variance: (value * (1 - value)) / n };
}

export function checkCounts({ n, conversions }: Conversions): void {
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(conversions) || conversions < 0 || conversions > n)
    throw new RangeError(`conversions must be whole, from 0 to the number of customers: ${conversions} of ${n}`);
}

function isRough({ n, conversions }: Conversions): boolean {
  return Math.min(conversions, n - conversions) < CONVERSIONS_MIN;
}
