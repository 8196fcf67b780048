import { logBeta } from './log-beta.js';

const { abs, exp, log } = Math;

const MAX_STEPS = 10_000;
const TINY = 1e-300;

/**
 * The regularised incomplete beta function I_z(p, q) by its continued fraction (Lentz's algorithm; DLMF 8.17.22),
 * evaluated on the side of the mean where it converges in about the square root of the larger parameter.
 *
 * @param z, complement both from 0 and adding up to 1; given apart, so that neither loses digits to the other
 * @param p, q above 0
 * @returns 0 to 1; relative error below 1e-10 for parameters up to 1e5
 */
export function incompleteBeta(p: number, q: number, z: number, complement: number): number {
  if (z === 0) return 0;
  if (complement === 0) return 1;
  return z * (p + q + 2) < p + 1 ? lower(p, q, z, complement) : 1 - lower(q, p, complement, z);
}

function lower(p: number, q: number, z: number, complement: number): number {
  const front = exp(p * log(z) + q * log(complement) - logBeta(p, q)) / p;
  if (front === 0) return 0;
  const apart = (value: number) => (abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / apart(1 - ((p + q) * z) / (p + 1));
  let fraction = d;
  for (let m = 1; m < MAX_STEPS; m++) {
    const even = (m * (q - m) * z) / ((p + 2 * m - 1) * (p + 2 * m));
    d = 1 / apart(1 + even * d);
    c = apart(1 + even / c);
    fraction *= d * c;
    const odd = (-(p + m) * (p + q + m) * z) / ((p + 2 * m) * (p + 2 * m + 1));
    d = 1 / apart(1 + odd * d);
    c = apart(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (abs(step - 1) < 1e-15) break;
  }
  return front * fraction;
}
