import { leftInScope, type Remains } from './basket.js';
import { currencyOfValue, type CodeTerms, type CodeValue } from './code-terms.js';

const MILLION = 1_000_000n;

/** A percentage as whole millionths: 20 % is 200,000. What is finer than 4 decimals is rounded. */
export function millionths(percent: number): number {
  return Math.round(percent * 10_000);
}

/**
 * What a code takes off, in minor units: of a percentage the share rounded down, or its most, of an amount at most what there is, of
 * free shipping nothing (shipping is not goods). In another currency an amount takes off nothing, nor does a percentage with a most.
 */
export function discountOf(code: Pick<CodeTerms, 'value' | 'scope'>, remains: Remains, currency: string): bigint {
  return ofValue(code.value, leftInScope(remains, code.scope), currency);
}

/**
 * What a code takes off what is left of the shipping, in minor units: of free shipping all, or its most; of any other, and in another
 * currency than that of its most, nothing.
 */
export function shippingOf({ value }: Pick<CodeTerms, 'value'>, leftMinor: bigint, currency: string): bigint {
  if (!('freeShipping' in value) || (currencyOfValue(value) ?? currency) !== currency) return 0n;
  return atMost(leftMinor, value.atMost);
}

function ofValue(value: CodeValue, base: bigint, currency: string): bigint {
  if ('freeShipping' in value || (currencyOfValue(value) ?? currency) !== currency) return 0n;
  if ('percent' in value) return atMost((base * BigInt(millionths(value.percent))) / MILLION, value.atMost);
  return atMost(base, value);
}

function atMost(minor: bigint, most: { readonly amountMinor: number } | undefined): bigint {
  return most && BigInt(most.amountMinor) < minor ? BigInt(most.amountMinor) : minor;
}

/**
 * What a code must have taken off an order of which only what was paid after it is known: paid is what was left. Of 100 %
 * nothing was left, and what it took cannot be told: 0.
 */
export function discountBehind(code: Pick<CodeTerms, 'value' | 'scope'>, paid: Remains, currency: string): bigint {
  const { value, scope } = code;
  if ('freeShipping' in value || (currencyOfValue(value) ?? currency) !== currency) return 0n;
  if ('amountMinor' in value) return BigInt(value.amountMinor);
  const share = BigInt(millionths(value.percent));
  return share >= MILLION ? 0n : atMost((leftInScope(paid, scope) * share) / (MILLION - share), value.atMost);
}

/** What a code must have taken off the shipping of an order of which only what was paid after it is known: its most. Without a most, that cannot be told: 0. */
export function shippingBehind({ value }: Pick<CodeTerms, 'value'>, currency: string): bigint {
  if (!('freeShipping' in value) || value.atMost?.currency !== currency) return 0n;
  return BigInt(value.atMost.amountMinor);
}
