import type { Tx } from '@perennial/persistence';

import type { Order } from '../../domain/order.js';
import { ORDER_ARRAYS, ORDER_COLUMNS, orderColumns } from './order-columns.js';

const SQL = /* sql */ `
  update commerce_order o
     set bucket = n.bucket, revision = n.revision, customer_id = n.customer_id, currency = n.currency,
         total_minor = n.total_minor, channel = n.channel, location_id = n.location_id, partner_id = n.partner_id,
         codes = n.codes, lines = n.lines, placed_at = n.placed_at, returned_minor = n.returned_minor,
         returned_quantities = n.returned_quantities, cancelled = n.cancelled, forgotten = n.forgotten
    from unnest(${ORDER_ARRAYS}) as n (${ORDER_COLUMNS})
   where o.order_id = n.order_id`;

/** Writes what became known of orders that `tx` has locked. */
export async function updateOrders(tx: Tx, orders: readonly Order[]): Promise<void> {
  if (orders.length > 0) await tx.query(SQL, orderColumns(orders), 'orders.update-orders');
}
