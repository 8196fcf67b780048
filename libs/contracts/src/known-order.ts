import { isEvent, type EventOf } from './define-event.js';
import type { purchaseCancelled } from './events/purchase-cancelled.js';
import { purchaseCompleted } from './events/purchase-completed.js';

/**
 * Whose order it is, as far as events have told: by purchases (its revisions) and a cancellation, whichever came first.
 * Each part says whom it named; a guest's purchase and many cancellations name nobody.
 */
export interface KnownOrder {
  readonly orderId: string;
  readonly purchase?: { readonly customerId?: string };
  /** Cancelled for good, and for whom: where that is somebody else than the buyer, it cancels nothing. */
  readonly cancellation?: { readonly customerId?: string };
}

/** Why an event is refused that contradicts what is known of its order. */
export interface Contradiction {
  readonly reason: 'DUPLICATE_ORDER' | 'CUSTOMER_MISMATCH';
  readonly detail: string;
}

/** An order stays its buyer's: no revision is somebody else's, and nobody cancels it in another name. */
export function contradictionOf(
  { purchase }: KnownOrder,
  event: EventOf<typeof purchaseCompleted> | EventOf<typeof purchaseCancelled>,
): Contradiction | undefined {
  const { orderId, customerId } = event.data;
  if (!purchase || purchase.customerId === customerId) return undefined;
  const isPurchase = isEvent(purchaseCompleted, event);
  if (!isPurchase && customerId === undefined) return undefined;
  const detail = `order ${orderId} is known as a purchase of ${nameOf(purchase.customerId)}, not of ${nameOf(customerId)}`;
  return { reason: isPurchase ? 'DUPLICATE_ORDER' : 'CUSTOMER_MISMATCH', detail };
}

/** The order after a cancellation that names `customerId`, or nobody. */
export function withCancellation<Order extends KnownOrder>(order: Order, customerId: string | undefined): Order {
  // Two cancellations before the purchase: one that fits whoever bought is not replaced by one that may not.
  if (order.cancellation && order.cancellation.customerId === undefined) return order;
  return { ...order, cancellation: customerId === undefined ? {} : { customerId } };
}

/** Whether the cancellation, if there is one, is of this purchase. */
export function isCancelled({ purchase, cancellation }: KnownOrder): boolean {
  if (cancellation === undefined) return false;
  return cancellation.customerId === undefined || cancellation.customerId === purchase?.customerId;
}

function nameOf(customerId: string | undefined): string {
  return customerId === undefined ? 'a guest' : `customer ${customerId}`;
}
