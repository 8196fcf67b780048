import type { BetaGeometricParameters } from './beta-geometric.js';
import { expectedWhileAlive } from './expectation.js';

const { exp, log, log1p } = Math;

/**
 * Probability that a customer has not given up, by BG/NBD (Fader, Hardie and Lee 2005; Hardie's note 21):
 * 1 / (1 + a/(b+x-1) ((alpha+T)/(alpha+tx))^(r+x)), and 1 for x = 0, where the model knows no dropout.
 *
 * @returns 0 to 1 inclusive; 0 where a heavy buyer's silence is beyond a double
 */
export function probabilityAlive(
  { r, alpha, a, b }: BetaGeometricParameters,
  x: number,
  tx: number,
  T: number,
): number {
  if (x === 0) return 1;
  return oddsToShare(log(a) - log(b + x - 1) + (r + x) * log1p((T - tx) / (alpha + tx)));
}

/**
 * The same by MBG/NBD (Batislam, Denizel and Filiztekin 2007), below 1 for one-time buyers too. On CDNOW's parameters
 * a customer with x = 0 and T = 38.857 weeks has .38972.
 */
export function probabilityAliveMbg(
  { r, alpha, a, b }: BetaGeometricParameters,
  x: number,
  tx: number,
  T: number,
): number {
  return oddsToShare(log(a) - log(b + x) + (r + x) * log1p((T - tx) / (alpha + tx)));
}

/**
 * Conditional expectation: purchases expected in the next `t`, given the history, by BG/NBD (Fader, Hardie and Lee
 * 2005, equation 10).
 *
 * @param t time ahead, from 0, in the unit of alpha, tx and T
 * @returns from 0; relative error below 1e-11
 */
export function conditionalExpectation(
  parameters: BetaGeometricParameters,
  x: number,
  tx: number,
  T: number,
  t: number,
): number {
  const alive = probabilityAlive(parameters, x, tx, T);
  return alive === 0 ? 0 : alive * expectedWhileAlive(parameters, x, T, t);
}

/** Purchases expected of a new customer in the first `t` after the first purchase (equation 9 there). */
export function expectedPurchases(parameters: BetaGeometricParameters, t: number): number {
  return expectedWhileAlive(parameters, 0, 0, t);
}

/** 1 / (1 + e^d); 0 where e^d overflows. */
function oddsToShare(d: number): number {
  return 1 / (1 + exp(d));
}
