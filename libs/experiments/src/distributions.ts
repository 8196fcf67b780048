import gammainc from '@stdlib/math-base-special-gammainc';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import standardQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tPoint from '@stdlib/stats-base-dists-t-quantile';

// Of both ends of a distribution the lower one is asked, which does not cancel: p = 1e-200 is told as such, not as 0.

/** P(Z <= z) of the standard normal distribution. */
export function normalBelow(z: number): number {
  return normalCdf(z, 0, 1);
}

/** The z with P(Z <= z) = p. @param p between 0 and 1, exclusive */
export function normalQuantile(p: number): number {
  return standardQuantile(p, 0, 1);
}

/** P(|Z| >= |z|). */
export function twoSidedNormal(z: number): number {
  return 2 * normalCdf(-Math.abs(z), 0, 1);
}

/** P(|T| >= |t|). @param degrees of freedom, above 0, not necessarily whole */
export function twoSidedT(t: number, degrees: number): number {
  return 2 * tCdf(-Math.abs(t), degrees);
}

/** The t with P(T <= t) = p. */
export function tQuantile(p: number, degrees: number): number {
  return tPoint(p, degrees);
}

/** P(X >= x) of the chi-square distribution. @param x from 0; @param degrees of freedom, above 0 */
export function chiSquareAbove(x: number, degrees: number): number {
  return gammainc(x / 2, degrees / 2, true, true);
}
