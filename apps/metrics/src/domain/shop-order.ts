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
  type PurchaseCompleted,
} from '@perennial/contracts';

/** What is known of an order, with what was bought. */
export interface ShopOrder extends KnownOrder {
  readonly purchase?: OrderedGoods;
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
export type Refusal = Contradiction & { readonly event: Envelope };

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
    if (!isEvent(purchaseCompleted, event) && !isEvent(purchaseCancelled, event)) continue;
    const order = known(event.data.orderId);
    const contradiction = contradictionOf(order, event);
    if (contradiction) refused.push({ event, ...contradiction });
    else if (isEvent(purchaseCancelled, event))
      orders.set(order.orderId, withCancellation(order, event.data.customerId));
    else orders.set(order.orderId, purchased(order, event.data, event.at));
  }
  return { orders, refused };
}

function purchased(order: ShopOrder, data: PurchaseCompleted, at: number): ShopOrder {
  const { customerId, revision, currency } = data;
  const { purchase } = order;
  const placedAt = Math.min(at, purchase?.placedAt ?? at);
  const newest =
    purchase && purchase.revision >= revision
      ? purchase
      : {
          ...(customerId === undefined ? {} : { customerId }),
          revision,
          currency,
          amountMinor: BigInt(data.totalMinor),
        };
  return { ...order, purchase: { ...newest, placedAt } };
}

/** What counts of an order; undefined for guests, cancelled orders and those known by a cancellation only. */
export function countedGoods(order: ShopOrder): (OrderedGoods & { customerId: string }) | undefined {
  const { purchase } = order;
  if (purchase?.customerId === undefined || isCancelled(order)) return undefined;
  return { ...purchase, customerId: purchase.customerId };
}
