import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// Sorted, so that two chunks that open the same accounts wait for each other instead of deadlocking.
const SQL = /* sql */ `
  insert into member (customer_id, account, bucket)
  select customer_id, gen_random_uuid(), bucket from unnest($1::text[], $2::int2[]) as named (customer_id, bucket)
   order by customer_id collate "C"
  on conflict (customer_id) do nothing
  returning account`;

/**
 * Opens an account for every customer who has none. Nobody else knows of it before the commit, so the wallet needs no row to
 * be locked by: it is written once, by `saveMembers`, with what it holds then.
 *
 * @returns the accounts opened
 */
export async function openAccounts(tx: Tx, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const rows = await tx.query<{ account: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId), plainColumn(customerIds, bucketOf)],
    'ledger-open-accounts',
  );
  return new Set(rows.map((row) => row.account));
}
