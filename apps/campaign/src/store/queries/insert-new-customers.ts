import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

// Sorted by the caller: two transactions that name the same new customers then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  insert into customer (customer_id, bucket, purchases)
  select * from unnest($1::text[], $2::int2[], $3::int4[])
      on conflict do nothing
  returning customer_id`;

/**
 * Inserts the customers that no event has named yet, with the purchases that count.
 *
 * @param customers sorted by id, bytewise
 * @returns ids of those that were new; the others are left as they were
 */
export async function insertNewCustomers(
  tx: Tx,
  customers: readonly { readonly customerId: string; readonly purchases: number }[],
): Promise<Set<string>> {
  const rows = await tx.query<{ customer_id: string }>(
    SQL,
    [
      customers.map(({ customerId }) => customerId),
      customers.map(({ customerId }) => bucketOf(customerId)),
      customers.map(({ purchases }) => purchases),
    ],
    'campaign.insert-new-customers',
  );
  return new Set(rows.map((row) => row.customer_id));
}
