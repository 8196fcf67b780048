import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select audience as id, condition from audience where cursor is null order by audience`;

/** The audiences about which everybody has been asked, with what is asked; undefined: they are gone, and nobody is in them. */
export async function listConditions(tx: Tx): Promise<{ readonly id: string; readonly when: string | undefined }[]> {
  const rows = await tx.query<{ id: string; condition: string | null }>(SQL, [], 'audiences.list-conditions');
  return rows.map(({ id, condition }) => ({ id, when: condition ?? undefined }));
}
