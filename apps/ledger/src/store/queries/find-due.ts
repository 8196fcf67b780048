import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select account from due
   where at <= $1 and account <> all($2::uuid[])
   order by at
   limit $3`;

/**
 * Accounts of members for whom something is due, the longest waiting first. Locks nothing: what is due is judged anew when
 * they are locked.
 *
 * @param asOf   inclusive
 * @param except accounts to leave out
 */
export async function findDue(
  tx: Tx,
  { asOf, except, limit }: { readonly asOf: Date; readonly except: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ account: string }>(SQL, [asOf, except, limit], 'ledger-find-due');
  return rows.map(({ account }) => account);
}
