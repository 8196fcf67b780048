import {
  fitGammaGamma,
  groupHistories,
  type GammaGammaFit,
  type LogCalibration,
  type NotFitted,
  type PurchaseFit,
  type PurchaseModel,
} from '@perennial/clv';

import { PARTS } from '../purchase-file/amount-cell.js';

/** Both models on one history. */
export interface FittedModels {
  readonly model: PurchaseModel;
  readonly calibration: LogCalibration;
  /** Mean amount of the repeat purchases of each customer, in the file's unit of money. */
  readonly m: Float64Array;
  readonly purchases: PurchaseFit | NotFitted;
  readonly spend: GammaGammaFit | NotFitted;
  /** Distinct histories (x, t_x, T). */
  readonly groups: number;
  /** What both fits took, without reading. */
  readonly seconds: number;
}

export function fitModels(model: PurchaseModel, calibration: LogCalibration): FittedModels {
  const m = calibration.m.map((parts) => parts / PARTS);
  const begun = performance.now();
  const grouped = groupHistories(calibration);
  const purchases = model.fit(grouped);
  const spend = fitGammaGamma({ x: calibration.x, m });
  const seconds = (performance.now() - begun) / 1_000;
  return { model, calibration, m, purchases, spend, groups: grouped.x.length, seconds };
}

/** The spend model, where it can be used: a mean that may be infinite forecasts nothing. */
export function usableSpend({ spend }: FittedModels): GammaGammaFit | undefined {
  return spend.fitted && spend.meanIdentified ? spend : undefined;
}
