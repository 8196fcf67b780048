import type { Tx } from '@perennial/persistence';

import type { ShopOrder } from '../../domain/shop-order.js';

// `order by` fixes the lock order: two transactions then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  select order_id, customer_id, revision, currency, amount_minor, placed_at, cancelled, cancelled_for
    from shop_order
   where order_id = any($1)
   order by order_id
     for update`;

type Row = {
  readonly order_id: string;
  readonly customer_id: string | null;
  readonly cancelled: boolean;
  readonly cancelled_for: string | null;
} & (
  | { readonly placed_at: null }
  | { readonly placed_at: Date; readonly revision: bigint; readonly currency: string; readonly amount_minor: bigint }
);

/** What is known of the orders, locked until `tx` ends. Before any customer is locked: the same order everywhere. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, ShopOrder>> {
  const rows = await tx.query<Row>(SQL, [orderIds], 'metrics.lock-orders');
  return new Map(rows.map((row) => [row.order_id, orderOf(row)]));
}

function orderOf(row: Row): ShopOrder {
  return {
    orderId: row.order_id,
    ...(row.placed_at !== null && {
      purchase: {
        ...(row.customer_id !== null && { customerId: row.customer_id }),
        revision: Number(row.revision),
        currency: row.currency,
        amountMinor: row.amount_minor,
        placedAt: row.placed_at.getTime(),
      },
    }),
    ...(row.cancelled && { cancellation: row.cancelled_for === null ? {} : { customerId: row.cancelled_for } }),
  };
}
