import { wholeTimes, type Fraction } from '../sale.js';
import type { AmountFormula } from '../world.js';

/** Base points and award for a net eligible amount: floor(floor(amount ÷ full amount) × points × multiplier). */
export function worthOf(
  { points, perFullMinor, multiplierPercent }: AmountFormula,
  net: Fraction,
): { readonly base: bigint; readonly award: bigint } {
  const base = points * wholeTimes(net, perFullMinor);
  return { base, award: (base * multiplierPercent) / 100n };
}

/** For `explain`: whole minor units, or a fraction as text where returns do not divide evenly. */
export function amountText({ numerator, denominator }: Fraction): string {
  return numerator % denominator === 0n ? String(numerator / denominator) : `${numerator}/${denominator}`;
}
