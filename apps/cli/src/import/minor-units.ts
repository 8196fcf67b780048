const DECIMAL = /^([+-]?)(\d{1,30})(?:\.(\d+))?$/;

/** Why a text is not an amount of a currency; `undefined` in a result means it is one. */
export type AmountProblem = 'not-a-decimal' | 'negative' | 'too-precise' | 'too-large';

/**
 * An amount written as a decimal number ("29.33") in minor units of a currency (2933), by moving the point, never by
 * way of a floating-point number. Zeros beyond the currency's digits are accepted ("10.000" USD), other digits are not.
 *
 * @param digits minor units of the currency as a power of ten: USD 2, JPY 0, KWD 3
 */
export function toMinorUnits(
  text: string,
  digits: number,
): { readonly minor: number } | { readonly problem: AmountProblem } {
  const match = DECIMAL.exec(text.trim());
  if (!match) return { problem: 'not-a-decimal' };
  const [, sign, whole = '', fraction = ''] = match;
  if (/[^0]/.test(fraction.slice(digits))) return { problem: 'too-precise' };
  const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (sign === '-' && minor > 0n) return { problem: 'negative' };
  if (minor > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: 'too-large' };
  return { minor: Number(minor) };
}
