import { textColumn, type Tx } from '@perennial/persistence';

// `order by` fixes the lock order: two transactions then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  with wanted as (
    select unnest($1::text[]) as customer_id
     union
    select person_id from customer_record where customer_id = any($1::text[])
  )
  select record.customer_id, record.person_id
    from customer_record record
    join wanted on wanted.customer_id = record.customer_id
   order by record.customer_id
     for update of record`;

/** Locks records, and those of the persons that they are, until `tx` ends. @returns by record: the person */
export async function lockRecords(tx: Tx, customerIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ customer_id: string; person_id: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'customers.lock-records',
  );
  return new Map(rows.map((row) => [row.customer_id, row.person_id]));
}
