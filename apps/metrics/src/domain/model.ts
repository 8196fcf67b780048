import {
  DAYS_PER_MONTH,
  discountedSpend,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  lifetimeValues,
  purchaseModels,
  type BetaGeometricFit,
  type GammaGammaFit,
  type Horizon,
} from '@perennial/clv';

import type { RfmBounds } from './rfm.js';

/**
 * Customers with a repeat purchase that a model needs. Below, the dropout parameters have standard errors as large as
 * themselves, and a forecast would say more about the sample than about the customer.
 */
export const REPEAT_CUSTOMERS_NEEDED = 100;

/** Models measure time in weeks, as the published figures do. */
export const DAYS_PER_WEEK = 7;

/**
 * What `clvMinor` sums: twelve months of 365.25 / 12 days, 10 % a year, discounted from the end of each month. Told in whole days;
 * the quarter of a day belongs to the last month.
 */
export const HORIZON_DAYS = 365;
export const ANNUAL_DISCOUNT_RATE = 0.1;
export const HORIZON: Horizon = {
  periods: 12,
  periodLength: DAYS_PER_MONTH / DAYS_PER_WEEK,
  rate: (1 + ANNUAL_DISCOUNT_RATE) ** (1 / 12) - 1,
};

/** Statistics of all customers of one currency; element i of every array is the same customer. */
export interface Sample {
  readonly x: Float64Array;
  /** Weeks. */
  readonly tx: Float64Array;
  /** Weeks. */
  readonly T: Float64Array;
  /** Minor units. */
  readonly m: Float64Array;
}

/** The fitted models of one currency; alpha in weeks, v in minor units. */
export interface ModelFit {
  readonly purchases: BetaGeometricFit;
  readonly purchasesMbg?: BetaGeometricFit;
  /** Absent when spend per purchase could not be told, or has no finite mean. */
  readonly spend?: GammaGammaFit;
  /** Lower bounds in minor units of the deciles 2 to 10 of 12-month value, over the customers of the fit. */
  readonly clvDecileBounds?: readonly number[];
  /** 12-month value in minor units of who has just bought for the first time, that purchase not in it. Absent in models of builds without it. */
  readonly newCustomerClv?: number;
  /** Of the fifths that segments are made of, over the same customers. Absent in models of builds without segments. */
  readonly rfmBounds?: RfmBounds;
}

/** A fit as it is kept. */
export interface Model extends ModelFit {
  /** Name of the generation; projections say which one made them. */
  readonly version: string;
  readonly currency: string;
  readonly fittedAt: Date;
  /** First and last purchase day it was fitted on, and the day T was counted to; days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly asOfDay: number;
}

/** @returns undefined when there are too few repeat customers, or nothing could be fitted */
export function fitModel(sample: Sample): ModelFit | undefined {
  const repeatCustomers = sample.x.reduce((count, x) => count + (x > 0 ? 1 : 0), 0);
  if (repeatCustomers < REPEAT_CUSTOMERS_NEEDED) return undefined;
  const purchases = fitBgNbd(sample);
  if (!purchases.fitted) return undefined;
  const mbg = fitMbgNbd(sample);
  const spend = fitGammaGamma(sample);
  const usable = spend.fitted && spend.meanIdentified ? spend : undefined;
  return {
    purchases,
    ...(mbg.fitted && { purchasesMbg: mbg }),
    ...(usable && {
      spend: usable,
      clvDecileBounds: decileBounds(sample, purchases, usable),
      newCustomerClv: newCustomerClv(purchases, usable),
    }),
  };
}

/** 1 to 10 by the bounds of the deciles; 10 is the highest. */
export function decileOf(clv: number, bounds: readonly number[]): number {
  return 1 + bounds.filter((bound) => clv >= bound).length;
}

/** With nothing known of the customer, the model of spend expects its population mean. */
function newCustomerClv(purchases: BetaGeometricFit, spend: GammaGammaFit): number {
  return discountedSpend(purchases.forecastParameters, spend.parameters, { x: 0, tx: 0, T: 0, m: 0 }, HORIZON);
}

function decileBounds(sample: Sample, purchases: BetaGeometricFit, spend: GammaGammaFit): number[] {
  const values = lifetimeValues(
    purchaseModels.bgnbd.forecast({ ...purchases.forecastParameters }),
    spend.parameters,
    sample,
    HORIZON,
  ).sort();
  return Array.from({ length: 9 }, (_, i) => values[Math.floor(((i + 1) * values.length) / 10)] ?? 0);
}
