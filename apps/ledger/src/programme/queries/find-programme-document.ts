import type { Tx } from '@perennial/persistence';

/** The document of a version, as it was given. */
export async function findProgrammeDocument(tx: Tx, version: number): Promise<string | undefined> {
  const [row] = await tx.query<{ document: string }>('select document from programme_version where version = $1', [
    version,
  ]);
  return row?.document;
}
