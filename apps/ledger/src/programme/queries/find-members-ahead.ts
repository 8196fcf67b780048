import type { Tx } from '@perennial/persistence';

// Reads every member: a new version is rare, and an index on what changes with every fact is not.
const SQL = /* sql */ `
  select account from balance where (state -> 'last' ->> 'at')::float8 >= $1`;

/** Accounts with a fact at or after an instant (in milliseconds since 1970). */
export async function findMembersAhead(tx: Tx, at: number): Promise<string[]> {
  const rows = await tx.query<{ account: string }>(SQL, [at]);
  return rows.map(({ account }) => account);
}
