import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select account, count(*) as transfers, min(number) as first, max(number) as last
    from transfer group by account
  having min(number) <> 1 or max(number) <> count(*)
   order by account limit 1`;

/** An account whose transfers are not numbered 1, 2, 3 … @returns what is wrong with the first one */
export async function findNumberingGap(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ account: string; transfers: bigint; first: bigint; last: bigint }>(SQL);
  return row && `account ${row.account} has ${row.transfers} transfers, numbered from ${row.first} to ${row.last}`;
}
