import { calibrationOf, type LogCalibration } from './calibration.js';
import type { NetDays, PurchaseLog } from './purchase-log.js';

/** A history cut in two: what a model is fitted on, and what came of its customers afterwards. */
export interface HoldoutSplit {
  readonly calibration: LogCalibration;
  /** Time from the cut to the end, in the unit of `calibration`; above 0. */
  readonly length: number;
  /** Purchase days after the cut, of each of the calibration's customers. */
  readonly purchases: Float64Array;
  /** What they spent on those days, in the unit of the log's amounts. */
  readonly spend: Float64Array;
  /** All purchase days as they are known at the end. */
  readonly days: NetDays;
  readonly cutDay: number;
  readonly endDay: number;
}

/**
 * Splits a history at a day. The calibration knows nothing of what came after: a return after the cut takes nothing
 * from it, but is taken off what is counted as bought. Customers who first bought after the cut are in neither part.
 *
 * @param cutDay last day of the calibration, inclusive, days since 1970-01-01
 * @param endDay last day of the holdout, inclusive
 * @throws RangeError when the end is not after the cut
 */
export function splitAt(log: PurchaseLog, cutDay: number, endDay: number, unitDays = 7): HoldoutSplit {
  if (!(endDay > cutDay)) throw new RangeError(`the holdout ends on day ${endDay}, which is not after ${cutDay}`);
  const calibration = calibrationOf(log, cutDay, unitDays);
  const days = log.netDays(endDay);
  const purchases = new Float64Array(calibration.numbers.length);
  const spend = new Float64Array(calibration.numbers.length);
  calibration.numbers.forEach((number, i) => {
    for (let at = days.start[number + 1]! - 1; at >= days.start[number]! && days.day[at]! > cutDay; at--) {
      purchases[i]! += 1;
      spend[i]! += days.amount[at]!;
    }
  });
  return { calibration, length: (endDay - cutDay) / unitDays, purchases, spend, days, cutDay, endDay };
}
