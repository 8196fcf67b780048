import gammaln from '@stdlib/math-base-special-gammaln';

import { readParameters } from './parameters.js';
import { sumOfLogs } from './sums.js';

const { exp, min } = Math;

/** Parameters of BG/BB; all above 0, `gamma` also 0, where nobody gives up. */
export interface BgBbParameters {
  /** With `beta`, the beta distribution of the probability to take an opportunity: its mean is alpha / (alpha + beta). */
  readonly alpha: number;
  readonly beta: number;
  /** With `delta`, that of the probability to give up before an opportunity: its mean is gamma / (gamma + delta). */
  readonly gamma: number;
  readonly delta: number;
}

/** What BG/BB expects at given parameters. Opportunities are whole numbers; every function gives a number, never NaN. */
export interface OpportunityForecast {
  /**
   * Probability that a customer who took `x` of `n` opportunities, the `tx`-th last, is still there at the next one
   * (Fader, Hardie and Shang 2010, equation 11). With x = tx = 0, n may be 0.
   */
  probabilityAlive(x: number, tx: number, n: number): number;
  /** Purchases expected at the next `ahead` opportunities, given the history (equation 13 there). Costs `ahead` steps. */
  conditionalExpectation(x: number, tx: number, n: number, ahead: number): number;
  /** The same with a purchase at the k-th opportunity ahead worth (1 + rate)^-k; `rate` from 0 per opportunity. */
  discountedPurchases(x: number, tx: number, n: number, ahead: number, rate: number): number;
  /** Purchases expected of a new customer at the first `n` opportunities (equation 8 there). */
  expectedPurchases(n: number): number;
  /** Probability that a new customer takes exactly `x` of the first `n` opportunities. */
  purchaseCountProbability(n: number, x: number): number;
}

/**
 * The forecasts of BG/BB, as sums of positive terms: relative errors below 1e-12. On the donations of the paper (1.204,
 * .750, .657, 2.783): of x 0, n 6 .1302 purchases in the next 10 opportunities, of x 4, t_x 5, n 6 3.628.
 *
 * @throws RangeError naming a parameter that is not a number above 0; `gamma` may be 0
 */
export function forecastBgBb(parameters: BgBbParameters): OpportunityForecast {
  const { alpha, beta, gamma, delta } = readParameters(['alpha', 'beta', 'gamma', 'delta'], { ...parameters }, [
    'gamma',
  ]);
  const expectedFrom = (x: number, n: number, ahead: number, rate: number) =>
    ((alpha + x) / (alpha + beta + n)) * opportunitiesMet(parameters, n, ahead, rate);
  const discountedPurchases = (x: number, tx: number, n: number, ahead: number, rate: number) =>
    stillThere(parameters, x, tx, n) * expectedFrom(x, n, ahead, rate);
  return {
    probabilityAlive: (x, tx, n) => (stillThere(parameters, x, tx, n) * (delta + n)) / (gamma + delta + n),
    conditionalExpectation: (x, tx, n, ahead) => discountedPurchases(x, tx, n, ahead, 0),
    discountedPurchases,
    expectedPurchases: (n) => expectedFrom(0, 0, n, 0),
    purchaseCountProbability: (n, x) => purchaseCountProbability(parameters, n, x),
  };
}

/** Probability that the customer had not given up before opportunity `n`: 1 / (1 + the odds, summed from the last). */
function stillThere({ alpha, beta, gamma, delta }: BgBbParameters, x: number, tx: number, n: number): number {
  if (gamma === 0) return 1;
  // The chance to have gone just after opportunity n - 1, n - 2, .. tx, relative to that of being there at n.
  let odds = 0;
  let ratio = 1;
  for (let i = n - 1; i >= tx && odds < Infinity; i--) {
    ratio *= ((alpha + beta + i) / (beta + i - x)) * ((gamma + delta + i) / (delta + i));
    odds += (ratio * gamma) / (gamma + delta + i);
  }
  return 1 / (1 + odds);
}

/** How many of the next opportunities a customer who was there at `n` will be there for, discounted. */
function opportunitiesMet({ gamma, delta }: BgBbParameters, n: number, ahead: number, rate: number): number {
  let met = 0;
  let there = 1;
  for (let k = 0; k < ahead && there > 1e-18 * met; k++) {
    there *= (delta + n + k) / (gamma + delta + n + k) / (1 + rate);
    met += there;
  }
  return met;
}

function purchaseCountProbability({ alpha, beta, gamma, delta }: BgBbParameters, n: number, x: number): number {
  if (x > n) return 0;
  // Not as a difference of two gamma functions, of which nothing would be left where all take opportunities alike.
  const logRising = (c: number, k: number) => sumOfLogs(c, 0, k).sum;
  const taken = (i: number) =>
    logRising(i - x + 1, x) -
    gammaln(x + 1) +
    logRising(alpha, x) +
    logRising(beta, i - x) -
    logRising(alpha + beta, i);
  const stayed = (i: number) => logRising(delta, i) - logRising(gamma + delta, i);
  let probability = exp(taken(n) + stayed(n));
  for (let i = x; i < n; i++) probability += (exp(taken(i) + stayed(i)) * gamma) / (gamma + delta + i);
  return min(1, probability);
}
