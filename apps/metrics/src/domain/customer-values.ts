import { conditionalExpectation, discountedSpend, probabilityAliveMbg } from '@perennial/clv';

import { DAYS_PER_WEEK, HORIZON, type ModelFit } from './model.js';
import { statisticsOf, type PurchaseDays } from './purchase-history.js';

/** What the models say of one customer. */
export interface CustomerValue {
  /** Expected discounted spend of twelve months in minor units, not rounded; undefined where no spend can be told. */
  readonly clv: number | undefined;
  /** Probability that the customer has given up, by MBG/NBD, which also doubts who bought once; undefined without that model. */
  readonly churnRisk: number | undefined;
  /** Expected purchase days in 365 days, by BG/NBD. */
  readonly expectedPurchases: number;
}

/** @param today days since 1970-01-01 */
export function valueOf(history: PurchaseDays, model: ModelFit, today: number): CustomerValue {
  const { purchases, purchasesMbg, spend } = model;
  const { frequency: x, recencyDays, ageDays, meanMinor: m } = statisticsOf(history, today);
  const tx = recencyDays / DAYS_PER_WEEK;
  const T = ageDays / DAYS_PER_WEEK;
  return {
    clv: spend && discountedSpend(purchases.parameters, spend.parameters, { x, tx, T, m }, HORIZON),
    churnRisk: purchasesMbg && 1 - probabilityAliveMbg(purchasesMbg.parameters, x, tx, T),
    expectedPurchases: conditionalExpectation(purchases.parameters, x, tx, T, 365 / DAYS_PER_WEEK),
  };
}
