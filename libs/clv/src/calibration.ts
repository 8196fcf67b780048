import type { Histories } from './histories.js';

/** One order, as a shop's history tells it. */
export interface Purchase {
  readonly customer: string;
  /** Calendar date in the shop's time zone, YYYY-MM-DD. */
  readonly date: string;
  /** Whole minor units of one currency, from 0. */
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

const DAY_MS = 86_400_000;

/**
 * Turns orders into what BG/NBD and Gamma-Gamma are fitted on, by the conventions of the published CDNOW figures:
 * orders of one customer on one day are one purchase; x = purchase days - 1; tx = last - first; T = cut - first;
 * an order of amount 0 is a purchase. Customers who first bought after the cut are left out, later orders ignored.
 *
 * @param purchases in any order
 * @param cut last day of the observation, inclusive, YYYY-MM-DD
 * @param unitDays days per unit of time of tx and T; 7 for weeks, in which published figures are given
 * @returns customers in order of their first appearance in `purchases`
 * @throws RangeError when a date is not a calendar day or an amount not a whole number from 0
 */
export function calibration(purchases: Iterable<Purchase>, cut: string, unitDays = 7): Calibration {
  const cutDay = dayNumber(cut);
  const amountsByDay = new Map<string, Map<number, number>>();
  for (const { customer, date, amountMinor } of purchases) {
    if (!Number.isInteger(amountMinor) || amountMinor < 0) {
      throw new RangeError(`amount of ${customer} on ${date} must be whole minor units from 0, not ${amountMinor}`);
    }
    const day = dayNumber(date);
    if (day > cutDay) continue;
    let days = amountsByDay.get(customer);
    if (!days) amountsByDay.set(customer, (days = new Map()));
    days.set(day, (days.get(day) ?? 0) + amountMinor);
  }

  const customers = [...amountsByDay.keys()];
  const x = new Float64Array(customers.length);
  const tx = new Float64Array(customers.length);
  const T = new Float64Array(customers.length);
  const m = new Float64Array(customers.length);
  [...amountsByDay.values()].forEach((days, i) => {
    let first = Infinity;
    let last = -Infinity;
    let total = 0;
    for (const [day, amount] of days) {
      first = Math.min(first, day);
      last = Math.max(last, day);
      total += amount;
    }
    x[i] = days.size - 1;
    tx[i] = (last - first) / unitDays;
    T[i] = (cutDay - first) / unitDays;
    m[i] = days.size === 1 ? 0 : (total - (days.get(first) ?? 0)) / (days.size - 1);
  });
  return { customers, x, tx, T, m, unitDays };
}

/** Days since 1970-01-01 of a calendar date. Dates have no time zone here, so that no day is 23 or 25 hours long. */
function dayNumber(date: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  // Date.parse takes 30 February for 2 March.
  if (!Number.isFinite(time) || !new Date(time).toISOString().startsWith(date)) {
    throw new RangeError(`'${date}' is not a calendar date such as 1997-09-30`);
  }
  return time / DAY_MS;
}
