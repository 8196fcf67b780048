import digamma from '@stdlib/math-base-special-digamma';
import gammaln from '@stdlib/math-base-special-gammaln';

import { slopeOfTail, tail } from './sums.js';

const { log, log1p, PI } = Math;

/** From here on Stirling's series is exact to a double. */
const LARGE = 64;

/**
 * ln B(p, q) = ln G(p) + ln G(q) - ln G(p+q), G the gamma function. Not as that difference: of parameters in the millions the
 * three are so large that nothing would be left of their digits, while here what is large has cancelled beforehand.
 *
 * @param p, q above 0
 * @returns absolute error about 1e-14, or 1e-15 of p ln(1+q/p) + q ln(1+p/q) where that is larger
 */
export function logBeta(p: number, q: number): number {
  const all = p + q;
  const powers = p * log1p(q / p) + q * log1p(p / q);
  return log((2 * PI * all) / p / q) / 2 - powers + beyondStirling(p) + beyondStirling(q) - beyondStirling(all);
}

/** The derivative of `logBeta` by p, psi(p) - psi(p+q); below 0. */
export function slopeOfLogBeta(p: number, q: number): number {
  return beyondLogarithm(p) - beyondLogarithm(p + q) - log1p(q / p);
}

/** ln G(y) less (y - 1/2) ln y - y + ln(2 pi)/2. */
function beyondStirling(y: number): number {
  return y < LARGE ? gammaln(y) - (y - 0.5) * log(y) + y - log(2 * PI) / 2 : tail(1 / y);
}

/** psi(y) - ln y. */
function beyondLogarithm(y: number): number {
  return y < LARGE ? digamma(y) - log(y) : slopeOfTail(1 / y) - 0.5 / y;
}
