import { isEvent, purchaseCancelled, purchaseCompleted, type Envelope } from '@perennial/contracts';

/** What is known of an order. Each part says whom it named; a guest's purchase and many cancellations name nobody. */
export interface ShopOrder {
  readonly orderId: string;
  readonly purchase?: { readonly customerId?: string };
  /** Cancelled for good. May be known before the purchase is. */
  readonly cancellation?: { readonly customerId?: string };
}

/** An event that contradicts what is known of its order, and has no effect. */
export interface Refusal {
  readonly event: Envelope;
  readonly reason: 'DUPLICATE_ORDER' | 'CUSTOMER_MISMATCH';
  readonly detail: string;
}

export interface OrderChanges {
  /** The orders the events named, as they are now. */
  readonly orders: ReadonlyMap<string, ShopOrder>;
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
export function foldOrders(before: ReadonlyMap<string, ShopOrder>, events: readonly Envelope[]): OrderChanges {
  const orders = new Map<string, ShopOrder>();
  const firstEvents = new Map<string, Envelope>();
  const refused: Refusal[] = [];
  const current = (orderId: string): ShopOrder => orders.get(orderId) ?? before.get(orderId) ?? { orderId };

  for (const event of events) {
    if (isEvent(purchaseCompleted, event)) {
      const { orderId, customerId } = event.data;
      const order = current(orderId);
      if (order.purchase && order.purchase.customerId !== customerId) {
        refused.push({
          event,
          reason: 'DUPLICATE_ORDER',
          detail: `order ${orderId} is already known as a purchase of ${nameOf(order.purchase.customerId)}, not of ${nameOf(customerId)}`,
        });
        continue;
      }
      if (!order.purchase) firstEvents.set(orderId, event);
      orders.set(orderId, order.purchase ? order : { ...order, purchase: named(customerId) });
    } else if (isEvent(purchaseCancelled, event)) {
      const { orderId, customerId } = event.data;
      const order = current(orderId);
      if (order.purchase && customerId !== undefined && customerId !== order.purchase.customerId) {
        refused.push({
          event,
          reason: 'CUSTOMER_MISMATCH',
          detail: `order ${orderId} is a purchase of ${nameOf(order.purchase.customerId)}, not of ${nameOf(customerId)}`,
        });
        continue;
      }
      orders.set(orderId, { ...order, cancellation: named(customerId) });
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

/**
 * The customer an order counts as a purchase of; undefined for guests, for what is only known as cancelled, and for
 * cancelled orders. A cancellation that came first and named somebody else than the purchase does not cancel it.
 */
function countsFor({ purchase, cancellation }: ShopOrder): string | undefined {
  const cancelled =
    cancellation !== undefined &&
    (cancellation.customerId === undefined || cancellation.customerId === purchase?.customerId);
  return cancelled ? undefined : purchase?.customerId;
}

function named(customerId: string | undefined): { customerId?: string } {
  return customerId === undefined ? {} : { customerId };
}

function nameOf(customerId: string | undefined): string {
  return customerId === undefined ? 'a guest' : `customer ${customerId}`;
}
