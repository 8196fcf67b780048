import type { Tx } from '@perennial/persistence';

import type { OrderRecord } from '../../domain/snapshot.js';

const SQL = /* sql */ `
  update purchase_order
     set account = saved.account, account_bucket = saved.account_bucket, guest = saved.guest,
         currency = saved.currency, revision = saved.revision
    from unnest($1::text[], $2::uuid[], $3::int2[], $4::boolean[], $5::text[], $6::int8[])
      as saved (order_id, account, account_bucket, guest, currency, revision)
   where purchase_order.order_id = saved.order_id`;

/** The orders are locked, so they are there. */
export async function saveOrders(tx: Tx, orders: readonly OrderRecord[]): Promise<void> {
  if (orders.length === 0) return;
  await tx.query(
    SQL,
    [
      orders.map(({ orderId }) => orderId),
      orders.map(({ account }) => account ?? null),
      orders.map(({ accountBucket }) => accountBucket ?? null),
      orders.map(({ guest }) => guest),
      orders.map(({ currency }) => currency ?? null),
      orders.map(({ revision }) => revision ?? null),
    ],
    'ledger-save-orders',
  );
}
