import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select account from balance where $1::uuid is null or account > $1 order by account limit $2`;

/** Accounts of all members there are or were, a page at a time. @param after the last one of the page before */
export async function listAccounts(
  tx: Tx,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ account: string }>(SQL, [after ?? null, limit], 'ledger-list-accounts');
  return rows.map(({ account }) => account);
}
