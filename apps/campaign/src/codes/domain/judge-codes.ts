import { leftInScope, remainsOf, takeOff, type Basket } from './basket.js';
import { bestCombination, combine, mayStandTogether, nothingTaken, type Taken } from './best-combination.js';
import { currencyOfValue, type CodeUse, type IssuedCode } from './code-terms.js';

/** Why a code cannot be used on an order; the first that applies, in this order. Stable: checkouts show a text of their own for each. */
export const CODE_REASONS = [
  'mistyped',
  'named-twice',
  'unknown',
  'other-customer',
  'reversed',
  'order-ended',
  'not-yet-valid',
  'expired',
  'taken-back',
  'used',
  'reserved',
  'other-currency',
  'nothing-in-scope',
  'not-combinable',
] as const;
export type CodeRefusal = (typeof CODE_REASONS)[number];

/** A code as it was typed, and what is known of it. */
export interface NamedCode {
  /** Undefined: it cannot be a code, some symbol is wrong. */
  readonly digest: string | undefined;
  /** Undefined: no such code was issued. */
  readonly code: IssuedCode | undefined;
}

/** The order that codes are to be used on. */
export interface OrderAtCheckout {
  readonly basket: Basket;
  /** Whether the order was cancelled or came back as a whole, as far as it is known. */
  readonly isOver: boolean;
  /** The record that the buyer is one person with. Undefined: a guest, or somebody nobody has named, or who was forgotten. */
  readonly personId: string | undefined;
  /** What the order has codes on already, with the codes. */
  readonly uses: readonly (CodeUse & { readonly code: IssuedCode })[];
  /** By digest: for how many other orders codes are held; of those that are missing none is. */
  readonly heldByOthers: ReadonlyMap<string, number>;
}

/** What becomes of one of the codes named. */
export interface JudgedCode {
  readonly named: NamedCode;
  /** Undefined: it can be used, or is used on this order already. */
  readonly refusal: CodeRefusal | undefined;
  /** 0 where it is refused. */
  readonly discountMinor: bigint;
  /** What it takes off the shipping; 0 where that is not told. */
  readonly shippingMinor: bigint;
  readonly freeShipping: boolean;
  /** It is used on this order since before; the discount is that of then. */
  readonly isUsedHere: boolean;
}

/**
 * Judges the codes named for an order, all together: of those that are valid by themselves the best combination for the
 * member, beside what the order has codes on already.
 *
 * @param at when: a code is valid from its `validFrom` on, and not any more at its `validTo`
 * @returns one for each code, in the order given
 */
export function judgeCodes(named: readonly NamedCode[], order: OrderAtCheckout, at: Date): JudgedCode[] {
  const { basket } = order;
  const taken = takenBy(order);
  const seen = new Set<string>();
  const first = named.map((one) => {
    const isRepeat = one.digest !== undefined && seen.has(one.digest);
    if (one.digest !== undefined) seen.add(one.digest);
    return isRepeat ? refused(one, 'named-twice') : (usedHere(one, order) ?? refusedAlone(one, order, taken, at));
  });
  const candidates = first.flatMap(({ refusal, isUsedHere, named: { code } }) =>
    code && refusal === undefined && !isUsedHere ? [code] : [],
  );
  const best = bestCombination(candidates, basket, taken);
  const { discounts, shippings } = combine(best, basket, taken);
  return first.map((judged) => {
    const { refusal, isUsedHere, named: one } = judged;
    if (refusal !== undefined || isUsedHere || one.digest === undefined) return judged;
    const discountMinor = discounts.get(one.digest);
    if (discountMinor === undefined) return refused(one, 'not-combinable');
    return { ...judged, discountMinor, shippingMinor: shippings.get(one.digest) ?? 0n };
  });
}

/** What is left beside the codes that are used on the order. */
function takenBy({ basket, uses }: OrderAtCheckout): Taken {
  const active = uses.filter(({ isReversed }) => !isReversed);
  let { remains, shippingMinor } = nothingTaken(basket);
  for (const { code, discountMinor, shippingMinor: free } of active) {
    // Without a most it takes all of the shipping, also where it was used before anybody said what that costs.
    const takesAll = givesShipping(code) && currencyOfValue(code.value) === undefined;
    shippingMinor -= free < shippingMinor && !takesAll ? free : shippingMinor;
    const left = leftInScope(remains, code.scope);
    remains = takeOff(remains, code.scope, discountMinor < left ? discountMinor : left);
  }
  return { remains, shippingMinor, stackings: active.map(({ code }) => code.stacking) };
}

function refused(named: NamedCode, refusal: CodeRefusal): JudgedCode {
  return { named, refusal, discountMinor: 0n, shippingMinor: 0n, freeShipping: false, isUsedHere: false };
}

function usedHere(named: NamedCode, { uses }: OrderAtCheckout): JudgedCode | undefined {
  const use = uses.find(({ digest, isReversed }) => digest === named.digest && !isReversed);
  if (!use) return undefined;
  const { discountMinor, shippingMinor, code } = use;
  return {
    named,
    refusal: undefined,
    discountMinor,
    shippingMinor,
    freeShipping: givesShipping(code),
    isUsedHere: true,
  };
}

function refusedAlone(named: NamedCode, order: OrderAtCheckout, taken: Taken, at: Date): JudgedCode {
  const refusal = refusalOf(named, order, taken, at);
  if (refusal !== undefined || !named.code) return refused(named, refusal ?? 'unknown');
  return { ...refused(named, 'unknown'), refusal: undefined, freeShipping: givesShipping(named.code) };
}

function refusalOf(
  { digest, code }: NamedCode,
  order: OrderAtCheckout,
  taken: Taken,
  at: Date,
): CodeRefusal | undefined {
  if (digest === undefined) return 'mistyped';
  if (!code) return 'unknown';
  const ofUse = refusalToUse(code, order.personId, at);
  if (ofUse === 'other-customer') return ofUse;
  if (order.uses.some((use) => use.digest === digest)) return 'reversed';
  if (order.isOver) return 'order-ended';
  if (ofUse === undefined && code.uses + (order.heldByOthers.get(digest) ?? 0) >= code.usesMax) return 'reserved';
  return ofUse ?? refusalOnBasket(code, order.basket, taken);
}

/** Why a code cannot be used by somebody at an instant, whatever the order. */
export function refusalToUse(
  { customerId, personId, validFrom, validTo, voidedAt, uses, usesMax }: IssuedCode,
  buyer: string | undefined,
  at: Date,
): 'other-customer' | 'not-yet-valid' | 'expired' | 'taken-back' | 'used' | undefined {
  if (customerId !== undefined && (buyer === undefined || personId !== buyer)) return 'other-customer';
  if (at < validFrom) return 'not-yet-valid';
  if (validTo && at >= validTo) return 'expired';
  if (voidedAt && at >= voidedAt) return 'taken-back';
  return uses >= usesMax ? 'used' : undefined;
}

function refusalOnBasket(code: IssuedCode, basket: Basket, taken: Taken): CodeRefusal | undefined {
  const { value, scope, stacking } = code;
  if ((currencyOfValue(value) ?? basket.currency) !== basket.currency) return 'other-currency';
  const isAboutGoods = !('freeShipping' in value) || (scope?.skus ?? scope?.categories) !== undefined;
  if (isAboutGoods && leftInScope(remainsOf(basket), scope) === 0n) return 'nothing-in-scope';
  // Where nobody says what shipping costs, nobody knows how much of what was set aside for it the code takes.
  if ('freeShipping' in value && value.atMost && taken.shippingMinor === 0n) return 'nothing-in-scope';
  return mayStandTogether([...taken.stackings, stacking]) ? undefined : 'not-combinable';
}

function givesShipping({ value }: IssuedCode): boolean {
  return 'freeShipping' in value;
}
