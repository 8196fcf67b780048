import { textColumn, type Tx } from '@perennial/persistence';

import type { Merge } from '../../domain/persons.js';

const SQL = /* sql */ `
  select from_customer_id, into_customer_id, at, source, event_id
    from customer_merge
   where from_customer_id = any($1::text[]) or into_customer_id = any($1::text[])`;

interface Row {
  readonly from_customer_id: string;
  readonly into_customer_id: string;
  readonly at: Date;
  readonly source: string;
  readonly event_id: string;
}

/** All merges that name one of the records, in no particular order. */
export async function loadMerges(tx: Tx, records: readonly string[]): Promise<Merge[]> {
  const rows = await tx.query<Row>(SQL, [textColumn(records, (record) => record)], 'customers.load-merges');
  return rows.map((row) => ({
    at: row.at.getTime(),
    source: row.source,
    id: row.event_id,
    from: row.from_customer_id,
    into: row.into_customer_id,
  }));
}
