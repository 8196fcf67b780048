/** 97.5 % point of the normal distribution: intervals of 95 %. */
export const Z = 1.959963984540054;

/** A share of cases, with the range its true value lies in with 95 % confidence. */
export interface ShareWithInterval {
  /** `cases` / `n`; null when n is 0: of nothing there is no share. */
  readonly value: number | null;
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Wilson's score interval (1927), which stays within 0 and 1 and is right for shares near them. 171 of 200 gives
 * .799513 to .897106; 0 of 10 gives 0 to .277533.
 */
export function shareOf(cases: number, n: number): ShareWithInterval {
  if (n === 0) return { value: null, n, low: null, high: null };
  const p = cases / n;
  const middle = p + Z ** 2 / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  return {
    value: p,
    n,
    low: cases === 0 ? 0 : (middle - half) / scale,
    high: cases === n ? 1 : (middle + half) / scale,
  };
}

/** By how much something is more (or less, below 0) than something else, with its interval of 95 %. */
export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How much larger one share is than another one, of other cases: Newcombe's interval from both Wilson intervals (Statistics in
 * Medicine 17, 1998, method 10). 56 of 70 against 48 of 80 gives .2, .0524 to .3339.
 *
 * @returns null when one of them is of nothing
 */
export function shareDifference(one: ShareWithInterval, other: ShareWithInterval): Difference | null {
  if (one.value === null || one.low === null || one.high === null) return null;
  if (other.value === null || other.low === null || other.high === null) return null;
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}
