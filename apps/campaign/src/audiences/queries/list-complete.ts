import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select audience from audience where cursor is null`;

/** Audiences about which everybody has been asked, those that are gone from the document among them. */
export async function listComplete(tx: Tx): Promise<Set<string>> {
  const rows = await tx.query<{ audience: string }>(SQL, [], 'audiences.list-complete');
  return new Set(rows.map(({ audience }) => audience));
}
