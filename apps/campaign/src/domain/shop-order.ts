import {
  contradictionOf,
  isCancelled,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  withCancellation,
  type Contradiction,
  type Envelope,
  type KnownOrder,
} from '@perennial/contracts';

/** An event that contradicts what is known of its order, and has no effect. */
export type Refusal = Contradiction & { readonly event: Envelope };

export interface OrderChanges {
  /** The orders the events named, as they are now. */
  readonly orders: ReadonlyMap<string, KnownOrder>;
  /** By customer: the first event of each order that counts from now on, in order of things. */
  readonly purchases: ReadonlyMap<string, readonly Envelope[]>;
  /** By customer: how many orders counted and do not any more. */
  readonly cancelled: ReadonlyMap<string, number>;
  readonly refused: readonly Refusal[];
}

/**
 * Folds purchases and cancellations into what is known of their orders; other events are left alone.
 *
 * All of `events` is known when the first decision on them is taken: an order cancelled among them does not count, as if
 * its cancellation had come earlier. A further revision of an order is not another purchase.
 *
 * @param before every order the events name that is known, by id
 * @param events in order of things
 */
export function foldOrders(before: ReadonlyMap<string, KnownOrder>, events: readonly Envelope[]): OrderChanges {
  const orders = new Map<string, KnownOrder>();
  const firstEvents = new Map<string, Envelope>();
  const refused: Refusal[] = [];
  const current = (orderId: string): KnownOrder => orders.get(orderId) ?? before.get(orderId) ?? { orderId };

  for (const event of events) {
    if (!isEvent(purchaseCompleted, event) && !isEvent(purchaseCancelled, event)) continue;
    const { orderId, customerId } = event.data;
    const order = current(orderId);
    const contradiction = contradictionOf(order, event);
    if (contradiction) {
      refused.push({ event, ...contradiction });
    } else if (isEvent(purchaseCancelled, event)) {
      orders.set(orderId, withCancellation(order, customerId));
    } else {
      if (!order.purchase) firstEvents.set(orderId, event);
      orders.set(
        orderId,
        order.purchase ? order : { ...order, purchase: customerId === undefined ? {} : { customerId } },
      );
    }
  }

  const purchases = new Map<string, Envelope[]>();
  for (const [orderId, event] of firstEvents) {
    const customerId = countsFor(current(orderId));
    if (customerId === undefined) continue;
    const ofCustomer = purchases.get(customerId);
    if (ofCustomer) ofCustomer.push(event);
    else purchases.set(customerId, [event]);
  }
  const cancelled = new Map<string, number>();
  for (const [orderId, order] of orders) {
    const customerId = countsFor(before.get(orderId) ?? { orderId });
    if (customerId === undefined || countsFor(order) !== undefined) continue;
    cancelled.set(customerId, (cancelled.get(customerId) ?? 0) + 1);
  }
  return { orders, purchases, cancelled, refused };
}

/** The customer an order counts as a purchase of; undefined for guests, cancelled orders, and what no purchase has told of. */
function countsFor(order: KnownOrder): string | undefined {
  return isCancelled(order) ? undefined : order.purchase?.customerId;
}
