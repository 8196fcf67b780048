import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { NamedOrder } from '../../domain/named-things.js';
import type { OrderRecord } from '../../domain/snapshot.js';

// Whoever names an order first inserts it, so that a purchase and a return in two processes cannot miss each other.
const INSERT = /* sql */ `
  insert into purchase_order (order_id, bucket)
  select order_id, bucket from unnest($1::text[], $2::int2[]) as named (order_id, bucket)
   order by order_id collate "C"
  on conflict (order_id) do nothing`;

// One lock order for everybody: orders by their ids, then members.
const LOCK = /* sql */ `
  select order_id, account, account_bucket, guest, currency, revision
    from purchase_order
   where order_id = any($1::text[])
   order by order_id
     for update`;

interface Row {
  order_id: string;
  account: string | null;
  account_bucket: number | null;
  guest: boolean;
  currency: string | null;
  revision: bigint | null;
}

/** The orders, known or not yet, locked until `tx` ends. Come before any member. */
export async function lockOrders(tx: Tx, named: readonly NamedOrder[]): Promise<Map<string, OrderRecord>> {
  if (named.length === 0) return new Map();
  const buckets = new Map(named.map(({ orderId, customerId }) => [orderId, bucketOf(customerId ?? orderId)]));
  await tx.query(INSERT, [[...buckets.keys()], [...buckets.values()]], 'ledger-insert-orders');
  const rows = await tx.query<Row>(LOCK, [[...buckets.keys()]], 'ledger-lock-orders');
  return new Map(rows.map((row) => [row.order_id, orderOf(row)]));
}

function orderOf(row: Row): OrderRecord {
  return {
    orderId: row.order_id,
    guest: row.guest,
    ...(row.account === null ? {} : { account: row.account }),
    ...(row.account_bucket === null ? {} : { accountBucket: row.account_bucket }),
    ...(row.currency === null ? {} : { currency: row.currency }),
    ...(row.revision === null ? {} : { revision: Number(row.revision) }),
  };
}
