import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { NamedSale } from '../../domain/chunk/named-things.js';
import type { SaleRecord } from '../../domain/chunk/snapshot.js';

// Whoever names an order first inserts it, so that a purchase and a return in two processes cannot miss each other.
const INSERT = /* sql */ `
  insert into sale (thing, bucket)
  select thing, bucket from unnest($1::text[], $2::int2[]) as named (thing, bucket)
   order by thing collate "C"
  on conflict (thing) do nothing`;

// One lock order for everybody: orders by their ids, then members.
const LOCK = /* sql */ `
  select thing, account, account_bucket, guest, currency, revision, total, quantities, returned, returned_quantities,
         cancelled
    from sale
   where thing = any($1::text[])
   order by thing
     for update`;

interface Row {
  readonly thing: string;
  readonly account: string | null;
  readonly account_bucket: number | null;
  readonly guest: boolean;
  readonly currency: string | null;
  readonly revision: bigint | null;
  readonly total: bigint | null;
  readonly quantities: Record<string, number> | null;
  readonly returned: bigint;
  readonly returned_quantities: Record<string, number>;
  readonly cancelled: boolean;
}

/** The orders and spendings, known or not yet, locked until `tx` ends. Come before any member. */
export async function lockSales(tx: Tx, named: readonly NamedSale[]): Promise<Map<string, SaleRecord>> {
  if (named.length === 0) return new Map();
  const buckets = new Map(named.map(({ thing, customerId }) => [thing, bucketOf(customerId ?? thing)]));
  const things = textColumn([...buckets.keys()], (thing) => thing);
  await tx.query(INSERT, [things, plainColumn([...buckets.values()], (bucket) => bucket)], 'ledger-insert-sales');
  const rows = await tx.query<Row>(LOCK, [things], 'ledger-lock-sales');
  return new Map(rows.map((row) => [row.thing, recordOf(row)]));
}

function recordOf(row: Row): SaleRecord {
  return {
    thing: row.thing,
    guest: row.guest,
    cancelled: row.cancelled,
    returned: row.returned,
    returnedQuantities: row.returned_quantities,
    account: row.account ?? undefined,
    accountBucket: row.account_bucket ?? undefined,
    currency: row.currency ?? undefined,
    revision: row.revision === null ? undefined : Number(row.revision),
    total: row.total ?? undefined,
    quantities: row.quantities ?? undefined,
  };
}
