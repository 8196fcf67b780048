import { wholeTimes, type Fraction, type SaleAmounts, type SaleContent } from '../sale.js';
import type { AmountFormula } from '../world.js';
import type { Inputs, SkipReason } from './rule-kind.js';

/**
 * What a member can earn, at once and in all: nine such wallets merged into one still have a balance that every JSON number holds
 * exactly, and an order of the largest amount there is earns a hundredth of it at a point for 10.00.
 */
export const EARNED_MAX = 1_000_000_000_000_000n;

/**
 * Base points and award for a net eligible amount: floor(floor(amount ÷ full amount) × points × multiplier), each at most
 * `EARNED_MAX`. So what has come back of an order that would be worth more takes nothing back until less than that is left.
 */
export function worthOf(
  { points, perFullMinor, multiplierPercent }: AmountFormula,
  net: Fraction,
): { readonly base: bigint; readonly award: bigint } {
  const base = atMost(points * wholeTimes(net, perFullMinor));
  return { base, award: atMost((base * multiplierPercent) / 100n) };
}

function atMost(points: bigint): bigint {
  return points < EARNED_MAX ? points : EARNED_MAX;
}

/** For `explain`: what cut the points, if anything did. */
export function cutInputs({ base, award }: ReturnType<typeof worthOf>): Inputs {
  return base === EARNED_MAX || award === EARNED_MAX ? { pointsMax: Number(EARNED_MAX) } : {};
}

/** For `explain`: whole minor units, or a fraction in lowest terms as text where returns do not divide evenly. */
export function amountText({ numerator, denominator }: Fraction): string {
  if (numerator % denominator === 0n) return String(numerator / denominator);
  const by = greatestCommonDivisor(numerator, denominator);
  return `${numerator / by}/${denominator / by}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** Why an amount is not enough: nothing was bought that earns, or points paid for all of it, or it is too small indeed. */
export function whyTooSmall({ pointsTender }: SaleContent, { total, goods, eligible }: SaleAmounts): SkipReason {
  if (goods <= 0n && total > 0n) return 'no-goods';
  return eligible === 0n && goods > 0n && pointsTender > 0n ? 'paid-with-points' : 'amount-too-small';
}
