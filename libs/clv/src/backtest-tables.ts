import { dateOf } from './calendar-day.js';
import type { HoldoutSplit } from './backtest-holdout.js';
import type { Histories } from './histories.js';

/** Customers by how often they had bought before: expected and actual purchases after the cut. */
export interface FrequencyRow {
  /** Repeat purchases before the cut; of the last row that many or more. */
  readonly x: number;
  readonly customers: number;
  /** Mean per customer; null where there is none. */
  readonly expected: number | null;
  readonly actual: number | null;
}

/** The published tables end with "7 and more". */
const LAST_BIN = 7;

/**
 * A forecast against what happened, by repeat purchases before the cut: 0 to 6, then 7 and more.
 * On CDNOW (R's BTYD, walkthrough) .2251 .5231 1.0441 1.5203 2.1638 2.6538 3.5040 6.1570 expected and
 * .2367 .6970 1.3925 1.56 2.5323 2.9474 3.8621 6.3594 actual.
 *
 * @param expected purchases expected of each of the calibration's customers
 */
export function byFrequency({ calibration, purchases }: HoldoutSplit, expected: Float64Array): FrequencyRow[] {
  const bins = Array.from({ length: LAST_BIN + 1 }, () => ({ customers: 0, expected: 0, actual: 0 }));
  calibration.x.forEach((x, i) => {
    const bin = bins[Math.min(x, LAST_BIN)]!;
    bin.customers += 1;
    bin.expected += expected[i]!;
    bin.actual += purchases[i]!;
  });
  return bins.map((bin, x) => ({
    x,
    customers: bin.customers,
    expected: bin.customers > 0 ? bin.expected / bin.customers : null,
    actual: bin.customers > 0 ? bin.actual / bin.customers : null,
  }));
}

/** One week of seven days; the last one may be shorter. */
export interface WeekRow {
  /** Last day of the week, YYYY-MM-DD. */
  readonly until: string;
  readonly isHoldout: boolean;
  readonly actual: number;
  readonly expected: number;
}

/**
 * Repeat purchases of the calibration's customers in each week from the first purchase to the end of the holdout, and
 * what the model expects of customers of whom nothing is known but the day of their first purchase (Fader, Hardie and
 * Lee 2005, figure 3). A purchase is made at the beginning of its day, a week ends with the end of its last one, as in
 * R's BTYD. On CDNOW, summed up: 2,457 and 2,501.5 by week 39, 4,339 and 4,165.7 by week 78.
 *
 * @param expectedPurchases of a new customer within `t` of the first purchase, in the unit of the calibration
 */
export function byWeek(split: HoldoutSplit, expectedPurchases: (t: number) => number): WeekRow[] {
  const { calibration, days, cutDay, endDay } = split;
  const { firstDay, numbers, unitDays } = calibration;
  const begin = firstDay.reduce((earliest, day) => Math.min(earliest, day), endDay + 1);
  const weekOf = (day: number) => Math.floor((day - begin) / 7);
  const actual = new Float64Array(Math.max(0, weekOf(endDay) + 1));
  const beginners = new Float64Array(Math.max(0, endDay - begin + 1));
  numbers.forEach((number, i) => {
    const first = firstDay[i]!;
    beginners[first - begin]! += 1;
    for (let at = days.start[number]!; at < days.start[number + 1]!; at++) {
      if (days.day[at]! > first) actual[weekOf(days.day[at]!)]! += 1;
    }
  });

  const byAge = Float64Array.from({ length: beginners.length + 1 }, (_, age) => expectedPurchases(age / unitDays));
  const expectedBy = (day: number) => {
    let sum = 0;
    for (let first = begin; first <= day; first++) sum += beginners[first - begin]! * byAge[day - first + 1]!;
    return sum;
  };
  let before = 0;
  return Array.from(actual, (purchases, week) => {
    const until = Math.min(begin + 7 * week + 6, endDay);
    const sum = expectedBy(until);
    const expected = sum - before;
    before = sum;
    return { until: dateOf(until), isHoldout: until > cutDay, actual: purchases, expected };
  });
}

/** How many customers bought how often, and how many the model expects. */
export interface CountRow {
  /** Repeat purchases; of the last row that many or more. */
  readonly x: number;
  readonly actual: number;
  readonly expected: number;
}

/**
 * How well a fitted model describes what it was fitted on: customers by repeat purchases, 0 to 6, then 7 and more.
 * On CDNOW 1411 439 214 100 62 38 29 64 actual, 1407.7 460.3 192.5 101.2 59.9 38.1 25.6 71.9 by BG/NBD.
 *
 * @param probability of `n` repeat purchases within `t` of the first one
 */
export function countsByFrequency({ x, T }: Histories, probability: (t: number, n: number) => number): CountRow[] {
  const customersOfAge = new Map<number, number>();
  const actual = new Array<number>(LAST_BIN + 1).fill(0);
  x.forEach((count, i) => {
    actual[Math.min(count, LAST_BIN)]! += 1;
    customersOfAge.set(T[i]!, (customersOfAge.get(T[i]!) ?? 0) + 1);
  });
  const expected = new Array<number>(LAST_BIN + 1).fill(0);
  for (const [t, customers] of customersOfAge) {
    let below = 0;
    for (let n = 0; n < LAST_BIN; n++) {
      const share = probability(t, n);
      expected[n]! += customers * share;
      below += share;
    }
    expected[LAST_BIN]! += customers * Math.max(0, 1 - below);
  }
  return actual.map((customers, n) => ({ x: n, actual: customers, expected: expected[n]! }));
}
