import { wholeTimes, type Fraction, type SaleAmounts, type SaleContent } from '../sale.js';
import type { AmountFormula } from '../world.js';
import type { SkipReason } from './rule-kind.js';

/** Base points and award for a net eligible amount: floor(floor(amount ÷ full amount) × points × multiplier). */
export function worthOf(
  { points, perFullMinor, multiplierPercent }: AmountFormula,
  net: Fraction,
): { readonly base: bigint; readonly award: bigint } {
  const base = points * wholeTimes(net, perFullMinor);
  return { base, award: (base * multiplierPercent) / 100n };
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
