import type { Tx } from '@perennial/persistence';

import type { ShopOrder } from '../../domain/shop-order.js';
import { orderColumns } from './order-columns.js';

const SQL = /* sql */ `
  update shop_order o
     set bucket = n.bucket, customer_id = n.customer_id, revision = n.revision, currency = n.currency,
         amount_minor = n.amount_minor, placed_at = n.placed_at, cancelled = n.cancelled, cancelled_for = n.cancelled_for
    from unnest($1::text[], $2::int2[], $3::text[], $4::int8[], $5::text[], $6::int8[], $7::timestamptz[],
                $8::bool[], $9::text[])
      as n(order_id, bucket, customer_id, revision, currency, amount_minor, placed_at, cancelled, cancelled_for)
   where o.order_id = n.order_id`;

/** Writes what became known of orders that `tx` has locked. */
export async function updateOrders(tx: Tx, orders: readonly ShopOrder[]): Promise<void> {
  await tx.query(SQL, orderColumns(orders), 'metrics.update-orders');
}
