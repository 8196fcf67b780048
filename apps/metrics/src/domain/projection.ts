import { conditionalExpectation, discountedSpend, probabilityAlive, probabilityAliveMbg } from '@perennial/clv';
import type { ClvProjected } from '@perennial/contracts';

import { ANNUAL_DISCOUNT_RATE, DAYS_PER_WEEK, HORIZON, decileOf, HORIZON_DAYS, type Model } from './model.js';
import { mainSegment } from './main-segment.js';
import { statisticsOf, type PurchaseHistory, type PurchaseStatistics } from './purchase-history.js';

type Projection = ClvProjected['projections'][number];

/**
 * What a customer is expected to buy: what is known alone where there is no model of the currency.
 *
 * @param histories the customer's, in the order the currencies shall stand
 * @param models by currency, all of one generation
 * @param today days since 1970-01-01
 */
export function project(
  customerId: string,
  histories: readonly PurchaseHistory[],
  models: ReadonlyMap<string, Model>,
  today: number,
): ClvProjected {
  const segment = mainSegment(histories, models, today);
  const modelVersion = histories.map(({ currency }) => models.get(currency)?.version).find(Boolean);
  return {
    customerId,
    projections: histories.map((history) => {
      const statistics = statisticsOf(history, today);
      const model = models.get(history.currency);
      return { ...known(history.currency, statistics), ...(model && expected(model, statistics)) };
    }),
    ...(segment !== undefined && { segment }),
    ...(modelVersion !== undefined && { modelVersion }),
  };
}

function known(currency: string, { frequency, recencyDays, ageDays, meanMinor }: PurchaseStatistics): Projection {
  return { currency, frequency, recencyDays, ageDays, monetaryMinor: Math.round(meanMinor) };
}

function expected(
  { purchases, purchasesMbg, spend, clvDecileBounds, newCustomerClv }: Model,
  { frequency: x, recencyDays, ageDays, meanMinor: m }: PurchaseStatistics,
): Partial<Projection> {
  const tx = recencyDays / DAYS_PER_WEEK;
  const T = ageDays / DAYS_PER_WEEK;
  const { forecastParameters } = purchases;
  const within = (days: number) => conditionalExpectation(forecastParameters, x, tx, T, days / DAYS_PER_WEEK);
  const clv = spend && discountedSpend(forecastParameters, spend.parameters, { x, tx, T, m }, HORIZON);
  return {
    pAlive: probabilityAlive(forecastParameters, x, tx, T),
    ...(purchasesMbg && { pAliveMbg: probabilityAliveMbg(purchasesMbg.forecastParameters, x, tx, T) }),
    expectedPurchases: { d90: within(90), d365: within(365) },
    ...(clv !== undefined && {
      clvMinor: Math.round(clv),
      ...(clvDecileBounds && { clvDecile: decileOf(clv, clvDecileBounds) }),
      ...(newCustomerClv !== undefined && { newCustomerClvMinor: Math.round(newCustomerClv) }),
      horizonDays: HORIZON_DAYS,
      annualDiscountRate: ANNUAL_DISCOUNT_RATE,
    }),
    repeatCustomers: purchases.repeatCustomers,
  };
}
