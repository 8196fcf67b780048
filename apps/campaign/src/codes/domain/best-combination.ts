import { compareUtf8 } from '@perennial/contracts';

import { remainsOf, takeOff, type Basket, type Remains } from './basket.js';
import { EXCLUSIVE, type IssuedCode } from './code-terms.js';
import { discountOf, shippingOf } from './discount.js';

/** Codes together on one order. */
export interface Combination {
  /** What each takes off, in minor units, by digest. */
  readonly discounts: ReadonlyMap<string, bigint>;
  /** What each takes off the shipping, in minor units, by digest. */
  readonly shippings: ReadonlyMap<string, bigint>;
  readonly freeShipping: boolean;
  /** What the customer saves: the discounts, and what is taken off the shipping where its price is known. */
  readonly worthMinor: bigint;
}

/** What an order has codes on already, which nothing takes away again. */
export interface Taken {
  readonly remains: Remains;
  /** What is left of the shipping. */
  readonly shippingMinor: bigint;
  readonly stackings: readonly string[];
}

export function nothingTaken(basket: Basket): Taken {
  return { remains: remainsOf(basket), shippingMinor: basket.shippingMinor, stackings: [] };
}

/** Whether codes may stand on one order: at most one of each class, and one that is exclusive with no other. */
export function mayStandTogether(stackings: readonly string[]): boolean {
  if (stackings.length > 1 && stackings.includes(EXCLUSIVE)) return false;
  return new Set(stackings).size === stackings.length;
}

/**
 * What codes come to on one order. Percentages come first, each on what those before it left, then amounts, then free
 * shipping: so a percentage is one of the whole price, which is what the member is better off with. Of two percentages the
 * higher comes first, of two amounts the larger, of two that take off shipping the one that takes more, then the id decides.
 */
export function combine(codes: readonly IssuedCode[], basket: Basket, taken: Taken): Combination {
  const discounts = new Map<string, bigint>();
  const shippings = new Map<string, bigint>();
  let { remains, shippingMinor } = taken;
  for (const code of codes.toSorted(compareInOrderOfUse)) {
    const discount = discountOf(code, remains, basket.currency);
    discounts.set(code.digest, discount);
    remains = takeOff(remains, code.scope, discount);
    const shipping = shippingOf(code, shippingMinor, basket.currency);
    shippings.set(code.digest, shipping);
    shippingMinor -= shipping;
  }
  const freeShipping = codes.some(({ value }) => 'freeShipping' in value);
  const worthMinor = [...discounts.values(), ...shippings.values()].reduce((sum, saved) => sum + saved, 0n);
  return { discounts, shippings, freeShipping, worthMinor };
}

/**
 * The codes that are best for the member among those that may stand together: those that save most; of equal ones those with
 * free shipping, then the fewer (a code that adds nothing is kept for later), then those that end sooner, then by id. The
 * order in which the codes are named does not matter.
 *
 * @param codes each valid on the order by itself; few, as every choice is tried
 */
export function bestCombination(codes: readonly IssuedCode[], basket: Basket, taken: Taken): readonly IssuedCode[] {
  let best: Choice | undefined;
  for (const chosen of choices(codes)) {
    if (chosen.length === 0 || !mayStandTogether([...taken.stackings, ...stackingsOf(chosen)])) continue;
    const { worthMinor, freeShipping } = combine(chosen, basket, taken);
    const choice = { worthMinor, freeShipping, codes: chosen.toSorted(compareByEnd) };
    if (!best || compareChoices(choice, best) < 0) best = choice;
  }
  return best?.codes ?? [];
}

type Choice = Pick<Combination, 'worthMinor' | 'freeShipping'> & { readonly codes: readonly IssuedCode[] };

function stackingsOf(codes: readonly IssuedCode[]): string[] {
  return codes.map(({ stacking }) => stacking);
}

/** All that may stand together, none of them included. */
function choices(codes: readonly IssuedCode[]): IssuedCode[][] {
  let choices: IssuedCode[][] = [[]];
  for (const code of codes) {
    choices = choices.flatMap((chosen) =>
      mayStandTogether(stackingsOf([...chosen, code])) ? [chosen, [...chosen, code]] : [chosen],
    );
  }
  return choices;
}

function compareChoices(a: Choice, b: Choice): number {
  return (
    Number(b.worthMinor - a.worthMinor) ||
    Number(b.freeShipping) - Number(a.freeShipping) ||
    a.codes.length - b.codes.length ||
    compareInTurn(a.codes, b.codes)
  );
}

function compareInTurn(a: readonly IssuedCode[], b: readonly IssuedCode[]): number {
  for (const [at, code] of a.entries()) {
    const other = b[at];
    const difference = other ? compareByEnd(code, other) : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareByEnd(a: IssuedCode, b: IssuedCode): number {
  const endOf = ({ validTo }: IssuedCode) => validTo?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return endOf(a) - endOf(b) || compareById(a, b);
}

function compareInOrderOfUse(a: IssuedCode, b: IssuedCode): number {
  return placeOf(a) - placeOf(b) || sizeOf(b) - sizeOf(a) || compareById(a, b);
}

function placeOf({ value }: IssuedCode): number {
  if ('percent' in value) return 0;
  return 'amountMinor' in value ? 1 : 2;
}

function sizeOf({ value }: IssuedCode): number {
  if ('percent' in value) return value.percent;
  return 'amountMinor' in value ? value.amountMinor : (value.atMost?.amountMinor ?? Number.MAX_SAFE_INTEGER);
}

function compareById(a: IssuedCode, b: IssuedCode): number {
  return compareUtf8(a.couponId, b.couponId) || compareUtf8(a.digest, b.digest);
}
