import { compareInOrderOfThings, isEvent, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { countedGoods, type Order, type OrderEvent } from '@perennial/orders';

/** How the orders of a currency change, and what is left of them after returns; either may be below 0. */
export interface OrderSum {
  readonly orders: number;
  readonly netMinor: bigint;
}

/** What orders and their events are to the persons who placed them. */
export interface PurchaseChanges {
  /** By person: the first event of each order that was unknown and counts now, in order of things. */
  readonly purchases: ReadonlyMap<string, readonly Envelope[]>;
  /** By person: by how much the number of orders that count changes; may be below 0. */
  readonly counts: ReadonlyMap<string, number>;
  /** By person: when the earliest was placed of the orders that count now and did not, or not as early; milliseconds since 1970. */
  readonly earliest: ReadonlyMap<string, number>;
  /** Persons of whom an order that counted does not count any more. */
  readonly reduced: ReadonlySet<string>;
  /** By currency. */
  readonly sums: ReadonlyMap<string, OrderSum>;
}

/**
 * All of the events are known when the first decision on them is taken: an order cancelled or returned among them does not
 * count, as if that had come earlier. A further revision of an order is not another purchase.
 *
 * @param accepted what has acted on the orders
 */
export function purchaseChanges(
  before: ReadonlyMap<string, Order>,
  now: ReadonlyMap<string, Order>,
  accepted: readonly OrderEvent[],
  personOf: (customerId: string) => string,
): PurchaseChanges {
  const counts = new Map<string, number>();
  const earliest = new Map<string, number>();
  const reduced = new Set<string>();
  const buyers = new Map<string, string>();
  for (const [orderId, order] of now) {
    const [was, is] = [before.get(orderId), order].map((one) => one && countedGoods(one));
    const [lost, has] = [was && personOf(was.customerId), is && personOf(is.customerId)];
    if (lost !== undefined) counts.set(lost, (counts.get(lost) ?? 0) - 1);
    if (has !== undefined) counts.set(has, (counts.get(has) ?? 0) + 1);
    if (lost !== undefined && lost !== has) reduced.add(lost);
    if (is && has !== undefined && (has !== lost || is.placedAt !== was?.placedAt))
      earliest.set(has, Math.min(is.placedAt, earliest.get(has) ?? is.placedAt));
    if (has !== undefined && !before.get(orderId)?.goods) buyers.set(orderId, has);
  }
  return {
    purchases: newPurchases(accepted, buyers),
    counts: new Map([...counts].filter(([, change]) => change !== 0)),
    earliest,
    reduced,
    sums: orderSums(before, now),
  };
}

/** @param buyers by order that is new: its person */
function newPurchases(accepted: readonly OrderEvent[], buyers: ReadonlyMap<string, string>): Map<string, Envelope[]> {
  const left = new Map(buyers);
  const purchases = new Map<string, Envelope[]>();
  for (const event of accepted.toSorted(compareInOrderOfThings)) {
    const { orderId } = event.data;
    const person = left.get(orderId);
    if (person === undefined || !isEvent(purchaseCompleted, event)) continue;
    left.delete(orderId);
    const ofPerson = purchases.get(person);
    if (ofPerson) ofPerson.push(event);
    else purchases.set(person, [event]);
  }
  return purchases;
}

function orderSums(before: ReadonlyMap<string, Order>, now: ReadonlyMap<string, Order>): Map<string, OrderSum> {
  const sums = new Map<string, OrderSum>();
  const add = (order: Order | undefined, sign: 1 | -1): void => {
    const goods = order && countedGoods(order);
    if (!goods) return;
    const { orders, netMinor } = sums.get(goods.currency) ?? { orders: 0, netMinor: 0n };
    sums.set(goods.currency, { orders: orders + sign, netMinor: netMinor + BigInt(sign) * goods.netMinor });
  };
  for (const [orderId, order] of now) {
    add(before.get(orderId), -1);
    add(order, 1);
  }
  return new Map([...sums].filter(([, { orders, netMinor }]) => orders !== 0 || netMinor !== 0n));
}
