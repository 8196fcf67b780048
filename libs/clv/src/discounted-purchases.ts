/** A twelfth of the mean Gregorian year. Thirty days would lose five days a year. */
export const DAYS_PER_MONTH = 365.25 / 12;

/** Over what a lifetime value is summed. */
export interface Horizon {
  /** Number of periods, from 1. */
  readonly periods: number;
  /** Length of one, in the unit of tx and T; a month in weeks is `DAYS_PER_MONTH / 7`. */
  readonly periodLength: number;
  /** Interest per period, from 0: .01 is 1 %. What falls into a period is discounted from its end. */
  readonly rate: number;
}

/**
 * Sum over the periods k of (E(k d) - E((k-1) d)) / (1 + rate)^k, with d the length of a period.
 *
 * @param expected purchases within the next `t`: not falling, 0 at 0
 */
export function discountedWhileAlive(
  expected: (t: number) => number,
  { periods, periodLength, rate }: Horizon,
): number {
  let discounted = 0;
  let before = 0;
  for (let k = 1; k <= periods; k++) {
    const until = expected(k * periodLength);
    discounted += Math.max(0, until - before) / (1 + rate) ** k;
    before = until;
  }
  return discounted;
}
