import type { Tx } from '@perennial/persistence';

/** Customers by account; of those who were forgotten there is none. */
export async function findCustomers(tx: Tx, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ account: string; customer_id: string }>(
    'select account, customer_id from member where account = any($1::uuid[])',
    [accounts],
  );
  return new Map(rows.map(({ account, customer_id }) => [account, customer_id]));
}
