import { dayNumber } from './calendar-day.js';
import type { Histories } from './histories.js';
import { PurchaseLog, type NetDays } from './purchase-log.js';

/** One order or return, as a shop's history tells it. */
export interface Purchase {
  readonly customer: string;
  /** Calendar date in the shop's time zone, YYYY-MM-DD. */
  readonly date: string;
  /** Whole minor units of one currency; below 0 a return, which names no order. */
  readonly amountMinor: number;
}

/** What the models are fitted on and evaluated at; element i of every array is `customers[i]`. */
export interface Calibration extends Histories {
  readonly customers: readonly string[];
  /** Mean amount per repeat purchase day (the first day excluded), in minor units, not rounded; 0 where x = 0. */
  readonly m: Float64Array;
  /** Days per unit of time: 7 when tx and T are weeks. */
  readonly unitDays: number;
}

/** The same of a log, whose customers have numbers. */
export interface LogCalibration extends Calibration {
  /** Number in the log of each of `customers`. */
  readonly numbers: Int32Array;
  /** First purchase day, days since 1970-01-01. */
  readonly firstDay: Int32Array;
}

/**
 * Turns orders into what BG/NBD and Gamma-Gamma are fitted on, by the conventions of the published CDNOW figures:
 * orders of one customer on one day are one purchase; x = purchase days - 1; tx = last - first; T = cut - first;
 * an order of amount 0 is a purchase. Returns are taken off as `PurchaseLog.netDays` says. Customers who first bought
 * after the cut, or to whom returns left nothing, are left out; later orders and returns are ignored.
 *
 * @param purchases in any order
 * @param cut last day of the observation, inclusive, YYYY-MM-DD
 * @param unitDays days per unit of time of tx and T; 7 for weeks, in which published figures are given
 * @returns customers in order of their first appearance in `purchases` up to the cut
 * @throws RangeError when a date is not a calendar day, an amount not a whole number, or the unit not above 0
 */
export function calibration(purchases: Iterable<Purchase>, cut: string, unitDays = 7): Calibration {
  const cutDay = dayNumber(cut);
  const log = new PurchaseLog();
  for (const { customer, date, amountMinor } of purchases) {
    if (!Number.isInteger(amountMinor)) {
      throw new RangeError(`amount of ${customer} on ${date} must be whole minor units, not ${amountMinor}`);
    }
    const day = dayNumber(date);
    if (day <= cutDay) log.add(customer, day, amountMinor);
  }
  return calibrationOf(log, cutDay, unitDays);
}

/** `calibration` of a log. @param cutDay days since 1970-01-01, inclusive */
export function calibrationOf(log: PurchaseLog, cutDay: number, unitDays = 7): LogCalibration {
  if (!(unitDays > 0 && unitDays < Infinity)) throw new RangeError(`a unit of time has days above 0, not ${unitDays}`);
  const net = log.netDays(cutDay);
  const numbers = buyersIn(net);
  const of = (value: (from: number, until: number) => number) =>
    Float64Array.from(numbers, (number) => value(net.start[number]!, net.start[number + 1]!));
  return {
    customers: Array.from(numbers, (number) => log.customers[number]!),
    numbers,
    firstDay: numbers.map((number) => net.day[net.start[number]!]!),
    x: of((from, until) => until - from - 1),
    tx: of((from, until) => (net.day[until - 1]! - net.day[from]!) / unitDays),
    T: of((from) => (cutDay - net.day[from]!) / unitDays),
    m: of((from, until) => (until - from === 1 ? 0 : sum(net.amount, from + 1, until) / (until - from - 1))),
    unitDays,
  };
}

/** Numbers of the customers who have a purchase day. */
function buyersIn({ start }: NetDays): Int32Array {
  const numbers: number[] = [];
  for (let number = 0; number + 1 < start.length; number++) {
    if (start[number + 1]! > start[number]!) numbers.push(number);
  }
  return Int32Array.from(numbers);
}

function sum(values: Float64Array, from: number, until: number): number {
  let total = 0;
  for (let i = from; i < until; i++) total += values[i]!;
  return total;
}
