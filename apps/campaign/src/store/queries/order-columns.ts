import { bucketOf, type KnownOrder } from '@perennial/contracts';

/** Orders as the columns of `shop_order`: order_id, bucket, purchased, customer_id, cancelled, cancelled_for. */
export function orderColumns(orders: readonly KnownOrder[]): unknown[] {
  return [
    orders.map(({ orderId }) => orderId),
    orders.map(({ orderId, purchase }) => bucketOf(purchase?.customerId ?? orderId)),
    orders.map(({ purchase }) => purchase !== undefined),
    orders.map(({ purchase }) => purchase?.customerId ?? null),
    orders.map(({ cancellation }) => cancellation !== undefined),
    orders.map(({ cancellation }) => cancellation?.customerId ?? null),
  ];
}
