import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// Sorted by the caller: two transactions that name the same new customers then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  insert into customer_record (customer_id, bucket, person_id)
  select customer_id, bucket, customer_id from unnest($1::text[], $2::int2[]) as named (customer_id, bucket)
      on conflict (customer_id) do nothing
  returning customer_id`;

/**
 * Inserts the records nobody has named yet. Nobody else can name them until `tx` ends.
 *
 * @param customerIds sorted, bytewise
 * @returns those that were new
 */
export async function insertRecords(tx: Tx, customerIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ customer_id: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId), plainColumn(customerIds, bucketOf)],
    'customers.insert-records',
  );
  return new Set(rows.map((row) => row.customer_id));
}
