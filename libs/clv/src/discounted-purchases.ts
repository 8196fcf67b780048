/** A twelfth of the mean Gregorian year. Thirty days would lose five days a year. */
export const DAYS_PER_MONTH = 365.25 / 12;

/**
 * Over what a lifetime value is summed: whole periods, nothing beside them. Twelve months are 365.25 days, which are not the 365 days
 * of a calendar year; a horizon that is no whole number of months is one of weeks or days.
 */
export interface Horizon {
  /** Number of periods; whole, from 1. */
  readonly periods: number;
  /** Length of one, in the unit of tx and T, above 0; a month in weeks is `DAYS_PER_MONTH / 7`. */
  readonly periodLength: number;
  /** Interest per period, from 0: .01 is 1 %. What falls into a period is discounted from its end. */
  readonly rate: number;
}

/**
 * Sum over the periods k of (E(k d) - E((k-1) d)) / (1 + rate)^k, with d the length of a period, as a function of E. Summed
 * by E(k d), each of which stands there twice: without interest only the last remains.
 *
 * @returns a function of `expected`, purchases within the next `t`: not falling, 0 at 0
 * @throws RangeError when the horizon is none
 */
export function discounting(horizon: Horizon): (expected: (t: number) => number) => number {
  const { periods, periodLength, rate } = horizon;
  if (!(Number.isInteger(periods) && periods >= 1 && periodLength > 0 && periodLength < Infinity && rate >= 0)) {
    throw new RangeError(
      `not a horizon: ${JSON.stringify(horizon)}; needs whole periods >= 1, periodLength > 0, rate >= 0`,
    );
  }
  const worth = (k: number) => (1 + rate) ** -k;
  const shares = Float64Array.from({ length: periods }, (_, i) => {
    const k = i + 1;
    return k === periods ? worth(k) : worth(k) - worth(k + 1);
  });
  return (expected) => {
    let sum = 0;
    for (let i = 0; i < periods; i++) if (shares[i]! > 0) sum += shares[i]! * expected((i + 1) * periodLength);
    return sum;
  };
}
