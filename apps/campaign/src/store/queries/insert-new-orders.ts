import type { KnownOrder } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { orderColumns } from './order-columns.js';

// Sorted by the caller: two transactions that tell of the same new orders then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  insert into shop_order (order_id, bucket, purchased, customer_id, cancelled, cancelled_for)
  select * from unnest($1::text[], $2::int2[], $3::bool[], $4::text[], $5::bool[], $6::text[])
      on conflict do nothing
  returning order_id`;

/**
 * Inserts the orders that nobody has told of yet.
 *
 * @param orders sorted by id, bytewise
 * @returns ids of those that were new; the others are left as they were
 */
export async function insertNewOrders(tx: Tx, orders: readonly KnownOrder[]): Promise<Set<string>> {
  const rows = await tx.query<{ order_id: string }>(SQL, orderColumns(orders), 'campaign.insert-new-orders');
  return new Set(rows.map((row) => row.order_id));
}
