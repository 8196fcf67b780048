import type { KnownOrder } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

// `order by` fixes the lock order: two transactions then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  select order_id, purchased, customer_id, cancelled, cancelled_for
    from shop_order
   where order_id = any($1)
   order by order_id
     for update`;

interface Row {
  order_id: string;
  purchased: boolean;
  customer_id: string | null;
  cancelled: boolean;
  cancelled_for: string | null;
}

/** What is known of the orders, locked until `tx` ends. Before any customer is locked: the same order everywhere. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, KnownOrder>> {
  const rows = await tx.query<Row>(SQL, [orderIds], 'campaign.lock-orders');
  return new Map(rows.map((row) => [row.order_id, orderOf(row)]));
}

function orderOf(row: Row): KnownOrder {
  return {
    orderId: row.order_id,
    ...(row.purchased ? { purchase: row.customer_id === null ? {} : { customerId: row.customer_id } } : {}),
    ...(row.cancelled ? { cancellation: row.cancelled_for === null ? {} : { customerId: row.cancelled_for } } : {}),
  };
}
