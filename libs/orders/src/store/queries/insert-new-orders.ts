import type { Tx } from '@perennial/persistence';

import type { Order } from '../../domain/order.js';
import { ORDER_ARRAYS, ORDER_COLUMNS, orderColumns } from './order-columns.js';

// Sorted by the caller: two transactions that tell of the same new orders then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  insert into commerce_order (${ORDER_COLUMNS})
  select ${ORDER_COLUMNS} from unnest(${ORDER_ARRAYS}) as told (${ORDER_COLUMNS})
      on conflict (order_id) do nothing
  returning order_id`;

/**
 * Inserts the orders that nobody has named yet.
 *
 * @param orders sorted by id, bytewise
 * @returns ids of those that were new; the others are left as they were
 */
export async function insertNewOrders(tx: Tx, orders: readonly Order[]): Promise<Set<string>> {
  const rows = await tx.query<{ order_id: string }>(SQL, orderColumns(orders), 'orders.insert-new-orders');
  return new Set(rows.map((row) => row.order_id));
}
