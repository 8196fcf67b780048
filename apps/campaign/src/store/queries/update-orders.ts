import type { KnownOrder } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { orderColumns } from './order-columns.js';

const SQL = /* sql */ `
  update shop_order o
     set bucket = n.bucket, purchased = n.purchased, customer_id = n.customer_id,
         cancelled = n.cancelled, cancelled_for = n.cancelled_for
    from unnest($1::text[], $2::int2[], $3::bool[], $4::text[], $5::bool[], $6::text[])
      as n(order_id, bucket, purchased, customer_id, cancelled, cancelled_for)
   where o.order_id = n.order_id`;

/** Writes what became known of orders that `tx` has locked. */
export async function updateOrders(tx: Tx, orders: readonly KnownOrder[]): Promise<void> {
  await tx.query(SQL, orderColumns(orders), 'campaign.update-orders');
}
