export type { BetaGeometricParameters } from './beta-geometric.js';
export { conditionalExpectation, expectedPurchases, probabilityAlive, probabilityAliveMbg } from './alive.js';
export { forecastErrors, topDecileCapture, type ForecastErrors } from './backtest.js';
export { splitAt, type HoldoutSplit } from './backtest-holdout.js';
export {
  byFrequency,
  byWeek,
  countsByFrequency,
  type CountRow,
  type FrequencyRow,
  type WeekRow,
} from './backtest-tables.js';
export { forecastBgBb, type BgBbParameters, type OpportunityForecast } from './bg-bb.js';
export type { DropoutLimit } from './dropout-limit.js';
export { dateOf, dayNumber, dayOf } from './calendar-day.js';
export { calibration, calibrationOf, type Calibration, type LogCalibration, type Purchase } from './calibration.js';
export { DAYS_PER_MONTH, type Horizon } from './discounted-purchases.js';
export { discountedSpend, lifetimeValues, type SpendingHistories } from './discounted-spend.js';
export { expectationByIntegral } from './expectation-by-integral.js';
export { expectedWhileAlive } from './expectation.js';
export { fitBgBb, type BgBbFit, type OpportunityHistories } from './fit-bg-bb.js';
export { fitBgNbd, fitMbgNbd, type BetaGeometricFit } from './fit-beta-geometric.js';
export type { ParetoNbdParameters } from './dropout-integral.js';
export { fitParetoNbd, type ParetoNbdFit } from './fit-pareto-nbd.js';
export type { FitReport, NotFitted } from './fit-outcome.js';
export type { PurchaseForecast } from './forecast.js';
export {
  expectedSpend,
  expectedSpends,
  fitGammaGamma,
  type GammaGammaFit,
  type GammaGammaParameters,
  type Spends,
} from './gamma-gamma.js';
export { groupHistories, type Histories } from './histories.js';
export {
  purchaseModels,
  type PurchaseFit,
  type PurchaseModel,
  type PurchaseModelName,
  type PurchaseParameters,
} from './models.js';
export { discountedResidualPurchases } from './pareto-nbd.js';
export { purchaseCountProbability } from './purchase-count.js';
export { PurchaseLog, type NetDays } from './purchase-log.js';
