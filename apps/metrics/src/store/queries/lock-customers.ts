import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

// Sorted by the caller, so that two transactions wait for each other instead of deadlocking. The update that changes
// nothing takes the lock on those who are known already.
const SQL = /* sql */ `
  insert into customer (customer_id, bucket, purchase_days)
  select customer_id, bucket, 0 from unnest($1::text[], $2::int2[]) as n(customer_id, bucket)
      on conflict (customer_id) do update set bucket = customer.bucket`;

/**
 * Makes customers known and locks them until `tx` ends: their days, histories and projections follow one another.
 *
 * @param customerIds sorted, bytewise
 */
export async function lockCustomers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(SQL, [customerIds, customerIds.map(bucketOf)], 'metrics.lock-customers');
}
