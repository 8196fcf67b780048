import { probabilityAlive } from './alive.js';
import type { BetaGeometricParameters } from './beta-geometric.js';
import { discounting, type Horizon } from './discounted-purchases.js';
import { rememberingWhileAlive } from './expectation.js';
import type { PurchaseForecast } from './forecast.js';
import { checkSpends, expectedSpend, type GammaGammaParameters } from './gamma-gamma.js';
import type { Histories } from './histories.js';

/** Purchase histories with the mean amount of the repeat purchases, in the unit of `v`; 0 where x = 0. */
export type SpendingHistories = Histories & { readonly m: Float64Array };

/**
 * Discounted expected spend of a customer over a finite horizon by BG/NBD,
 * sum over k of E(M | x, m) (E[Y(k d)] - E[Y((k-1) d)]) / (1 + rate)^k: revenue, not margin.
 *
 * @param m mean amount of the x repeat purchases, in the unit of `v`
 * @returns from 0, in the unit of `v`
 */
export function discountedSpend(
  purchases: BetaGeometricParameters,
  spend: GammaGammaParameters,
  customer: { readonly x: number; readonly tx: number; readonly T: number; readonly m: number },
  horizon: Horizon,
): number {
  const { x, tx, T, m } = customer;
  const alive = probabilityAlive(purchases, x, tx, T);
  if (alive === 0) return 0;
  const expected = rememberingWhileAlive(purchases);
  return alive * discounting(horizon)((t) => expected(x, T, t)) * expectedSpend(spend, x, m);
}

/**
 * Customer lifetime value of everybody over a finite horizon, by any model of purchases: expected purchases, discounted,
 * times the expected spend per purchase, times the margin.
 *
 * @param histories times in the unit of the model of purchases, `m` in the unit of `v`
 * @param margin share of the spend that remains, 0 to 1; 1 gives revenue
 * @returns an array as long as `histories.x`, each from 0, in the unit of `v`
 * @throws RangeError when an element is no possible history, or the margin no share
 */
export function lifetimeValues(
  purchases: PurchaseForecast,
  spend: GammaGammaParameters,
  histories: SpendingHistories,
  horizon: Horizon,
  margin = 1,
): Float64Array {
  const { x, m } = histories;
  if (!(margin >= 0 && margin <= 1)) throw new RangeError(`margin is ${margin}; it must be from 0 to 1`);
  const counts = purchases.discountedPurchases(histories, horizon);
  checkSpends(histories);
  return counts.map((count, i) => (count === 0 ? 0 : count * margin * expectedSpend(spend, x[i]!, m[i]!)));
}
