import type { GroupedHistories } from './histories.js';

const { log, log1p } = Math;

/** Shorter sums are added up one by one; longer ones from where the arguments reach this size by Euler and Maclaurin. */
const LONG = 64;

/**
 * Sum of ln(c + j) over from <= j < until, which is ln G(c + until) - ln G(c + from), and its derivative by c. Costs at
 * most about 130 steps however many terms there are.
 *
 * @param c above 0; @param from, until whole, from 0
 * @returns relative error about 1e-15
 */
export function sumOfLogs(c: number, from: number, until: number): { readonly sum: number; readonly byC: number } {
  let sum = 0;
  let byC = 0;
  let j = from;
  for (const end = lastByHand(c, from, until); j < end; j++) {
    sum += log(c + j);
    byC += 1 / (c + j);
  }
  if (j === until) return { sum, byC };
  const [p, q] = [c + j, c + until];
  const [u, w] = [1 / p, 1 / q];
  sum += q * log(q) - p * log(p) - (q - p) - log(q / p) / 2 + tail(w) - tail(u);
  byC += log(q / p) - (w - u) / 2 + slopeOfTail(w) - slopeOfTail(u);
  return { sum, byC };
}

/** Over the customers, the sum of ln G(r+x) - ln G(r) - x ln alpha, and its derivative by r. */
export function sumOfPurchases({ counts, weightOfCount }: GroupedHistories, r: number, logAlpha: number) {
  let value = 0;
  let byR = 0;
  let rising = 0;
  let risingByR = 0;
  counts.forEach((count, i) => {
    const more = sumOfLogs(r, i === 0 ? 0 : counts[i - 1]!, count);
    rising += more.sum;
    risingByR += more.byC;
    value += weightOfCount[i]! * (rising - count * logAlpha);
    byR += weightOfCount[i]! * risingByR;
  });
  return { value, byR };
}

/**
 * Sum of ln(1 + a/(b + j)) over from <= j < until, and its derivatives by a and b. Not a difference of two sums of
 * logarithms, so that nothing cancels however large b is.
 */
export function sumOfLogRatios(
  a: number,
  b: number,
  from: number,
  until: number,
): { readonly sum: number; readonly byA: number; readonly byB: number } {
  let sum = 0;
  let byA = 0;
  let byB = 0;
  let j = from;
  for (const end = lastByHand(b, from, until); j < end; j++) {
    sum += log1p(a / (b + j));
    byA += 1 / (a + b + j);
    byB -= a / ((b + j) * (a + b + j));
  }
  if (j === until) return { sum, byA, byB };
  const ends = (B: number, sign: 1 | -1) => {
    const A = a + B;
    const ratio = log1p(a / B);
    const [u, w] = [1 / A, 1 / B];
    sum += sign * (B * ratio - ratio / 2 + tail(u) - tail(w));
    byA += sign * (-u / 2 + slopeOfTail(u));
    byB += sign * (ratio - (u - w) / 2 + slopeOfTail(u) - slopeOfTail(w));
  };
  ends(b + until, 1);
  ends(b + j, -1);
  const growth = log1p((until - j) / (a + b + j));
  return { sum: sum + a * growth, byA: byA + growth, byB };
}

function lastByHand(c: number, from: number, until: number): number {
  return until - from <= 2 * LONG ? until : Math.min(until, Math.max(from, Math.ceil(LONG - c)));
}

/** The corrections f'/12 - f'''/720 + f'''''/30240 of Euler and Maclaurin for f = ln at 1/u; next term below 2e-16. */
export function tail(u: number): number {
  const square = u * u;
  return u * (1 / 12 - square * (1 / 360 - square / 1260));
}

/** The same for f = 1/y: the derivative of `tail` by y. */
export function slopeOfTail(u: number): number {
  const square = u * u;
  return -square * (1 / 12 - square * (1 / 120 - square / 252));
}
