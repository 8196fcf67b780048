import {
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  type Envelope,
  type PurchaseCompleted,
} from '@perennial/contracts';

/** What is known of an order: told of by purchases (its revisions) and a cancellation, whichever came first. */
export interface ShopOrder {
  readonly orderId: string;
  readonly purchase?: OrderedGoods;
  /** Cancelled for good, and for whom: where that is somebody else than the buyer, it cancels nothing. */
  readonly cancellation?: { readonly customerId?: string };
}

export interface OrderedGoods {
  /** Absent for a guest. */
  readonly customerId?: string;
  /** The highest revision accepted; currency and amount are its. */
  readonly revision: number;
  readonly currency: string;
  /** Minor units. */
  readonly amountMinor: bigint;
  /** Earliest time of any revision, in milliseconds since 1970: an amendment does not move an order. */
  readonly placedAt: number;
}

/** An event that contradicts what is known of its order, and has no effect. */
export interface Refusal {
  readonly event: Envelope;
  readonly reason: 'DUPLICATE_ORDER' | 'CUSTOMER_MISMATCH';
  readonly detail: string;
}

export interface OrderChanges {
  /** The orders the accepted events named, as they are now. */
  readonly orders: ReadonlyMap<string, ShopOrder>;
  readonly refused: readonly Refusal[];
}

/**
 * Folds purchases and cancellations into what is known of their orders. The outcome of a set of accepted events is the
 * same in any order: the highest revision counts, the earliest time stays, a cancellation is final.
 *
 * @param before every order the events name that is known, by id
 * @param events of any types; others are left alone
 */
export function foldOrders(before: ReadonlyMap<string, ShopOrder>, events: readonly Envelope[]): OrderChanges {
  const orders = new Map<string, ShopOrder>();
  const refused: Refusal[] = [];
  const known = (orderId: string): ShopOrder => orders.get(orderId) ?? before.get(orderId) ?? { orderId };
  for (const event of events) {
    const outcome = isEvent(purchaseCompleted, event)
      ? purchased(known(event.data.orderId), event.data, event.at)
      : isEvent(purchaseCancelled, event)
        ? cancelled(known(event.data.orderId), event.data.customerId)
        : undefined;
    if (outcome === undefined) continue;
    if ('reason' in outcome) refused.push({ event, ...outcome });
    else orders.set(outcome.orderId, outcome);
  }
  return { orders, refused };
}

function purchased(order: ShopOrder, data: PurchaseCompleted, at: number): ShopOrder | Omit<Refusal, 'event'> {
  const { orderId, customerId, revision, currency } = data;
  const { purchase } = order;
  if (purchase && purchase.customerId !== customerId) {
    const detail = `order ${orderId} is known as a purchase of ${nameOf(purchase.customerId)}, not of ${nameOf(customerId)}`;
    return { reason: 'DUPLICATE_ORDER', detail };
  }
  const placedAt = Math.min(at, purchase?.placedAt ?? at);
  const newest =
    purchase && purchase.revision >= revision
      ? purchase
      : { ...named(customerId), revision, currency, amountMinor: BigInt(data.totalMinor) };
  return { ...order, purchase: { ...newest, placedAt } };
}

function cancelled(order: ShopOrder, customerId: string | undefined): ShopOrder | Omit<Refusal, 'event'> {
  const { orderId, purchase } = order;
  if (purchase && customerId !== undefined && customerId !== purchase.customerId) {
    const detail = `order ${orderId} is a purchase of ${nameOf(purchase.customerId)}, not of ${nameOf(customerId)}`;
    return { reason: 'CUSTOMER_MISMATCH', detail };
  }
  // Two cancellations before the purchase: one that may fit it is not replaced by one that may not.
  if (order.cancellation && order.cancellation.customerId === undefined) return order;
  return { ...order, cancellation: named(customerId) };
}

/** What counts of an order; undefined for guests, cancelled orders and those known by a cancellation only. */
export function countedGoods({
  purchase,
  cancellation,
}: ShopOrder): (OrderedGoods & { customerId: string }) | undefined {
  if (purchase?.customerId === undefined) return undefined;
  const isCancelled =
    cancellation !== undefined &&
    (cancellation.customerId === undefined || cancellation.customerId === purchase.customerId);
  return isCancelled ? undefined : { ...purchase, customerId: purchase.customerId };
}

function named(customerId: string | undefined): { customerId?: string } {
  return customerId === undefined ? {} : { customerId };
}

function nameOf(customerId: string | undefined): string {
  return customerId === undefined ? 'a guest' : `customer ${customerId}`;
}
