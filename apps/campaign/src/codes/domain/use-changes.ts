import { compareUtf8 } from '@perennial/contracts';
import { isUndone, type Order, type OrderedGoods } from '@perennial/orders';

import { remainsOf, type Basket } from './basket.js';
import type { CodeUse, IssuedCode } from './code-terms.js';
import { discountBehind, shippingBehind } from './discount.js';
import { refusalToUse } from './judge-codes.js';

/** What events do to the use of a code on an order. `restored`: the order counts again, after an amendment. */
export interface UseChange {
  readonly kind: 'used' | 'reversed' | 'restored';
  readonly use: CodeUse;
  readonly code: IssuedCode;
}

/** What is known of orders and of the codes they have to do with. */
export interface KnownUses {
  readonly uses: readonly CodeUse[];
  /** By digest: those that the uses and the orders name, as far as they were issued. */
  readonly codes: ReadonlyMap<string, IssuedCode>;
  /** By digest: the orders that codes are held for now. */
  readonly holds: ReadonlyMap<string, ReadonlySet<string>>;
  personOf(customerId: string): string;
}

/**
 * What orders, as they are now, do to codes. Nothing is left of an order that was cancelled or came back as a whole: its codes
 * are given back. One that counts uses the codes that it names, where the checkout did not redeem them before: a purchase is a
 * fact, so neither currency nor scope are asked, but a code is not used by another customer, outside its time by the order's
 * own instant, or more often than it may be. What is held for another order is as good as used.
 *
 * What is given back comes first, then orders take codes in the order of their own instants.
 *
 * @param namedBy digests of the codes that an order names
 */
export function useChanges(
  orders: Iterable<Order>,
  namedBy: (goods: OrderedGoods) => readonly string[],
  { uses, codes, holds, personOf }: KnownUses,
): UseChange[] {
  const usesOf = new Map<string, CodeUse[]>();
  for (const use of uses) usesOf.set(use.orderId, [...(usesOf.get(use.orderId) ?? []), use]);
  const counts = new Map([...codes].map(([digest, code]) => [digest, code.uses]));
  const changes: UseChange[] = [];
  const held = new Map([...holds].map(([digest, orderIds]) => [digest, new Set(orderIds)]));
  const change = (kind: UseChange['kind'], use: CodeUse) => {
    const code = codes.get(use.digest);
    if (!code) return;
    counts.set(use.digest, (counts.get(use.digest) ?? 0) + (kind === 'reversed' ? -1 : 1));
    // An order that uses codes has no others held for it any more.
    if (kind !== 'reversed') for (const orderIds of held.values()) orderIds.delete(use.orderId);
    changes.push({ kind, code, use: { ...use, isReversed: kind === 'reversed' } });
  };
  const known = [...orders].filter(({ forgotten }) => !forgotten).sort(compareByInstant);
  for (const order of known) {
    const named = wantedBy(order, namedBy);
    for (const use of usesOf.get(order.orderId) ?? []) {
      if (!use.isReversed && !isWanted(use, order, named)) change('reversed', use);
    }
  }
  for (const order of known) {
    const before = usesOf.get(order.orderId) ?? [];
    const named = wantedBy(order, namedBy);
    for (const use of before) {
      const isVoid = codes.get(use.digest)?.voidedAt !== undefined;
      if (use.isReversed && !isVoid && isWanted(use, order, named) && hasRoom(use.digest, order))
        change('restored', use);
    }
    for (const digest of named) {
      if (before.some((use) => use.digest === digest) || !hasRoom(digest, order)) continue;
      const use = useByPurchase(order, codes.get(digest), personOf);
      if (use) change('used', use);
    }
  }
  return changes;

  function hasRoom(digest: string, { orderId }: Order): boolean {
    const others = [...(held.get(digest) ?? [])].filter((other) => other !== orderId).length;
    return (counts.get(digest) ?? 0) + others < (codes.get(digest)?.usesMax ?? 0);
  }
}

function wantedBy(order: Order, namedBy: (goods: OrderedGoods) => readonly string[]): ReadonlySet<string> {
  return new Set(order.goods && !isUndone(order) ? namedBy(order.goods) : []);
}

/** What a checkout redeemed stays used while the order lasts, also where the purchase does not name it. */
function isWanted(use: CodeUse, order: Order, named: ReadonlySet<string>): boolean {
  return use.toldBy === 'checkout' ? !isUndone(order) : named.has(use.digest);
}

function useByPurchase(
  { orderId, goods }: Order,
  code: IssuedCode | undefined,
  personOf: (customerId: string) => string,
): CodeUse | undefined {
  if (!code || !goods) return undefined;
  const { customerId, currency } = goods;
  const usedAt = new Date(goods.placedAt);
  const buyer = customerId === undefined ? undefined : personOf(customerId);
  // How many uses are left is counted here, with those before it.
  if (refusalToUse({ ...code, uses: 0 }, buyer, usedAt) !== undefined) return undefined;
  const discountMinor = discountBehind(code, remainsOf(basketOf(goods)), currency);
  const taken = { discountMinor, shippingMinor: shippingBehind(code, currency), currency };
  return { orderId, digest: code.digest, ...taken, toldBy: 'purchase', usedAt, isReversed: false };
}

/** What was paid for. Gift cards are money, and no code is used on them. */
function basketOf({ currency, totalMinor, lines }: OrderedGoods): Basket {
  const goods = lines?.filter(({ giftCard }) => !giftCard);
  return {
    ...{ currency, totalMinor, shippingMinor: 0n },
    ...(goods && {
      lines: goods.map(({ sku, category, totalMinor: paid }) => ({ sku, category, amountMinor: BigInt(paid) })),
    }),
  };
}

function compareByInstant(a: Order, b: Order): number {
  return (a.goods?.placedAt ?? 0) - (b.goods?.placedAt ?? 0) || compareUtf8(a.orderId, b.orderId);
}
