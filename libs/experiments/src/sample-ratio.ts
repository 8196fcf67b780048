import type { Caveat } from './caveats.js';
import { chiSquareAbove } from './distributions.js';

export interface SampleRatio {
  /** Customers expected in each arm. */
  readonly expected: readonly number[];
  readonly chiSquare: number | null;
  readonly p: number | null;
  /** The arms are not as they were to be: what is measured with them means nothing until it is known why. */
  readonly alarm: boolean;
  readonly caveats: readonly Caveat[];
}

/** Low, because the check is made again and again, and who hears false alarms stops listening. */
const ALARM_BELOW = 0.001;
const EXPECTED_MIN = 5;

/**
 * Sample ratio mismatch: Pearson's chi-square of how many were assigned to each arm, alarm at p below .001.
 *
 * @param assigned customers of each arm, whole, those included whom nothing reached
 * @param shares of each arm as planned, above 0, together 1
 */
export function sampleRatio(assigned: readonly number[], shares: readonly number[]): SampleRatio {
  checkShares(assigned, shares);
  const n = assigned.reduce((sum, count) => sum + count, 0);
  const expected = shares.map((share) => share * n);
  if (n === 0) return { expected, chiSquare: null, p: null, alarm: false, caveats: ['nobody-assigned'] };
  const chiSquare = assigned.reduce((sum, count, arm) => sum + (count - expected[arm]!) ** 2 / expected[arm]!, 0);
  const p = chiSquareAbove(chiSquare, assigned.length - 1);
  const few = expected.some((count) => count < EXPECTED_MIN);
  return { expected, chiSquare, p, alarm: p < ALARM_BELOW, caveats: few ? ['few-assigned'] : [] };
}

function checkShares(assigned: readonly number[], shares: readonly number[]): void {
  if (assigned.length < 2 || assigned.length !== shares.length)
    throw new RangeError(`two or more arms need as many shares: ${assigned.length} and ${shares.length}`);
  if (assigned.some((count) => !Number.isSafeInteger(count) || count < 0))
    throw new RangeError(`customers must be whole numbers from 0 on: ${assigned.join(', ')}`);
  const sum = shares.reduce((all, share) => all + share, 0);
  if (shares.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-9)
    throw new RangeError(`shares must be above 0 and sum to 1: ${shares.join(', ')}`);
}
