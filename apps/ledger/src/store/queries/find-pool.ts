import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with recursive pool (account) as (
    select unnest($1::uuid[])
     union
    select neighbour.account
      from pool join balance on balance.account = pool.account
      cross join lateral unnest(balance.linked) as neighbour (account)
  )
  select account from pool`;

/** Everybody whose wallet hangs together with these, over any number of steps, themselves included. */
export async function findPool(tx: Tx, accounts: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ account: string }>(SQL, [accounts], 'ledger-find-pool');
  return rows.map(({ account }) => account);
}
