import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { unknownSale } from '../../domain/chunk/sale-record.js';
import type { SaleRecord } from '../../domain/chunk/snapshot.js';
import { SALE_ARRAYS, SALE_COLUMNS, saleColumns } from './sale-columns.js';

// Whoever names an order first inserts it, so that a purchase and a return in two processes cannot miss each other.
const INSERT = /* sql */ `
  insert into sale (${SALE_COLUMNS}, bucket)
  select ${SALE_COLUMNS}, bucket
    from unnest(${SALE_ARRAYS}, $12::int2[])
      as expected (${SALE_COLUMNS}, bucket)
   order by thing collate "C"
  on conflict (thing) do nothing
  returning thing`;

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

export interface ExpectedSale {
  /** What will be known of it once the events were decided, if nobody has named it before; it may be nothing. */
  readonly sale: SaleRecord;
  readonly bucket: number;
}

export interface LockedSales {
  readonly sales: ReadonlyMap<string, SaleRecord>;
  /** What stands in the rows of those that were unknown. */
  readonly expected: readonly SaleRecord[];
}

/**
 * Orders and spendings, known or not yet, locked until `tx` ends. Come before any member. Those nobody has named before are
 * unknown, but their rows are written as they will most probably be, so that they need no second version.
 */
export async function lockSales(tx: Tx, named: readonly ExpectedSale[]): Promise<LockedSales> {
  if (named.length === 0) return { sales: new Map(), expected: [] };
  const records = named.map(({ sale }) => sale);
  const inserted = await tx.query<{ thing: string }>(
    INSERT,
    [...saleColumns(records), plainColumn(named, ({ bucket }) => bucket)],
    'ledger-insert-sales',
  );
  const unknown = new Set(inserted.map(({ thing }) => thing));
  const known = records.filter(({ thing }) => !unknown.has(thing));
  const sales = new Map([...unknown].map((thing) => [thing, unknownSale(thing)]));
  if (known.length > 0) {
    const rows = await tx.query<Row>(LOCK, [textColumn(known, ({ thing }) => thing)], 'ledger-lock-sales');
    for (const row of rows) sales.set(row.thing, recordOf(row));
  }
  return { sales, expected: records.filter(({ thing }) => unknown.has(thing)) };
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
