import { bucketOf } from '@perennial/contracts';

import type { ShopOrder } from '../../domain/shop-order.js';

/** Orders as the columns of `shop_order`: order_id, bucket, customer_id, revision, currency, amount_minor, placed_at, cancelled, cancelled_for. */
export function orderColumns(orders: readonly ShopOrder[]): unknown[] {
  return [
    orders.map(({ orderId }) => orderId),
    orders.map(({ orderId, purchase }) => bucketOf(purchase?.customerId ?? orderId)),
    orders.map(({ purchase }) => purchase?.customerId ?? null),
    orders.map(({ purchase }) => purchase?.revision ?? null),
    orders.map(({ purchase }) => purchase?.currency ?? null),
    orders.map(({ purchase }) => purchase?.amountMinor ?? null),
    orders.map(({ purchase }) => (purchase ? new Date(purchase.placedAt) : null)),
    orders.map(({ cancellation }) => cancellation !== undefined),
    orders.map(({ cancellation }) => cancellation?.customerId ?? null),
  ];
}
