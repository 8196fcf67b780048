import type { Database } from '@perennial/persistence';
import { parseProgramme } from '@perennial/programme';

import { ProgrammeStore } from './programme.store.js';

/**
 * The programme in force when the service starts: the document given, if the database has none yet. The first version is
 * in force since always.
 */
export async function startProgramme(
  db: Database,
  { document, file, now }: { readonly document: string; readonly file: string; readonly now: Date },
): Promise<ProgrammeStore> {
  const programme = parseProgramme(document, file);
  const store = new ProgrammeStore();
  await db.transaction(async (tx) => {
    const { versions } = await store.inForce(tx);
    if (versions.length === 0) await store.add(tx, programme, document, now);
  });
  await store.inForce(db);
  return store;
}
