import { lifetimeValues, purchaseModels } from '@perennial/clv';

import { HORIZON, type ModelFit } from './model.js';
import type { PurchaseDays } from './purchase-history.js';
import { sampleOf } from './sample.js';

/** What the models say of one customer. */
export interface CustomerValue {
  /** Expected discounted spend of twelve months in minor units, not rounded; undefined where no spend can be told. */
  readonly clv: number | undefined;
  /** Probability that the customer has given up, by MBG/NBD, which also doubts who bought once; undefined without that model. */
  readonly churnRisk: number | undefined;
}

/**
 * Values many customers at once, which takes about a tenth of the time of one by one: what equal ones share is worked out once.
 *
 * @param today days since 1970-01-01
 * @returns a function of histories: a value of each, in their order
 */
export function valuesBy(
  { purchases, purchasesMbg, spend }: ModelFit,
  today: number,
): (histories: readonly PurchaseDays[]) => CustomerValue[] {
  const forecast = purchaseModels.bgnbd.forecast({ ...purchases.forecastParameters });
  const doubting = purchasesMbg && purchaseModels.mbgnbd.forecast({ ...purchasesMbg.forecastParameters });
  return (histories) => {
    const sample = sampleOf(histories, today);
    const clv = spend && lifetimeValues(forecast, spend.parameters, sample, HORIZON);
    const alive = doubting?.probabilitiesAlive(sample);
    return histories.map((_, i) => {
      const probability = alive?.[i];
      return { clv: clv?.[i], churnRisk: probability === undefined ? undefined : 1 - probability };
    });
  };
}
