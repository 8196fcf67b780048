import { DAYS_PER_WEEK, type Sample } from './model.js';
import { statisticsOf, type PurchaseDays } from './purchase-history.js';

/** Arrays for the models, time in weeks. @param today days since 1970-01-01 */
export function sampleOf(histories: readonly PurchaseDays[], today: number): Sample {
  const n = histories.length;
  const sample = { x: new Float64Array(n), tx: new Float64Array(n), T: new Float64Array(n), m: new Float64Array(n) };
  histories.forEach((history, i) => {
    const { frequency, recencyDays, ageDays, meanMinor } = statisticsOf(history, today);
    sample.x[i] = frequency;
    sample.tx[i] = recencyDays / DAYS_PER_WEEK;
    sample.T[i] = ageDays / DAYS_PER_WEEK;
    sample.m[i] = meanMinor;
  });
  return sample;
}
