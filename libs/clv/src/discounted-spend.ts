import { probabilityAlive } from './alive.js';
import type { BetaGeometricParameters } from './beta-geometric.js';
import { expectedWhileAlive } from './expectation.js';
import { expectedSpend, type GammaGammaParameters } from './gamma-gamma.js';
import type { Histories } from './histories.js';

/** A twelfth of the mean Gregorian year. Thirty days would lose five days a year. */
export const DAYS_PER_MONTH = 365.25 / 12;

/** Over what a lifetime value is summed. */
export interface Horizon {
  /** Number of periods, from 1. */
  readonly periods: number;
  /** Length of one, in the unit of alpha, tx and T; a month in weeks is `DAYS_PER_MONTH / 7`. */
  readonly periodLength: number;
  /** Interest per period, from 0: .01 is 1 %. What falls into a period is discounted from its end. */
  readonly rate: number;
}

/**
 * Discounted expected spend of a customer over a finite horizon,
 * sum over k of E(M | x, m) (E[Y(k d)] - E[Y((k-1) d)]) / (1 + rate)^k: revenue, not margin.
 *
 * @param m mean amount of the x repeat purchases, in the unit of `v`
 * @returns from 0, in the unit of `v`
 */
export function discountedSpend(
  purchases: BetaGeometricParameters,
  spend: GammaGammaParameters,
  customer: { readonly x: number; readonly tx: number; readonly T: number; readonly m: number },
  { periods, periodLength, rate }: Horizon,
): number {
  const { x, tx, T, m } = customer;
  const alive = probabilityAlive(purchases, x, tx, T);
  if (alive === 0) return 0;
  let discounted = 0;
  let before = 0;
  for (let k = 1; k <= periods; k++) {
    const until = expectedWhileAlive(purchases, x, T, k * periodLength);
    discounted += Math.max(0, until - before) / (1 + rate) ** k;
    before = until;
  }
  return alive * discounted * expectedSpend(spend, x, m);
}

/** `discountedSpend` of every customer; an array as long as `histories.x`. */
export function discountedSpends(
  purchases: BetaGeometricParameters,
  spend: GammaGammaParameters,
  { x, tx, T, m }: Histories & { readonly m: Float64Array },
  horizon: Horizon,
): Float64Array {
  return x.map((each, i) => discountedSpend(purchases, spend, { x: each, tx: tx[i]!, T: T[i]!, m: m[i]! }, horizon));
}
