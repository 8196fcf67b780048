import { compareInOrderOfThings, isEvent, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { countedGoods, type Order, type OrderEvent } from '@perennial/orders';

/** What orders and their events are to the persons who placed them. */
export interface PurchaseChanges {
  /** By person: the first event of each order that was unknown and counts now, in order of things. */
  readonly purchases: ReadonlyMap<string, readonly Envelope[]>;
  /** By person: by how much the number of orders that count changes; may be below 0. */
  readonly counts: ReadonlyMap<string, number>;
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
  const buyers = new Map<string, string>();
  const add = (order: Order | undefined, change: 1 | -1): string | undefined => {
    const goods = order && countedGoods(order);
    const person = goods && personOf(goods.customerId);
    if (person !== undefined) counts.set(person, (counts.get(person) ?? 0) + change);
    return person;
  };
  for (const [orderId, order] of now) {
    add(before.get(orderId), -1);
    const person = add(order, 1);
    if (person !== undefined && !before.get(orderId)?.goods) buyers.set(orderId, person);
  }
  const purchases = new Map<string, Envelope[]>();
  for (const event of accepted.toSorted(compareInOrderOfThings)) {
    const { orderId } = event.data;
    const person = buyers.get(orderId);
    if (person === undefined || !isEvent(purchaseCompleted, event)) continue;
    buyers.delete(orderId);
    const ofPerson = purchases.get(person);
    if (ofPerson) ofPerson.push(event);
    else purchases.set(person, [event]);
  }
  return { purchases, counts: new Map([...counts].filter(([, change]) => change !== 0)) };
}
