import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import {
  addVersion,
  isDocumentRefused,
  mistakesOfRefusal,
  parseProgramme,
  readProgrammeText,
} from '@perennial/programme';
import { ConfigInvalid } from '@perennial/service';

import { applyVersion } from './apply-version.js';
import { ProgrammeStore } from './programme.store.js';

export interface DocumentAtStart {
  readonly document: string;
  /** What to call it in errors. */
  readonly file: string;
  readonly now: Date;
  readonly log?: Log;
}

/**
 * The programme in force when the service starts. The document is applied if the database does not have it: the first
 * one since always, a higher version as it says, else from now on.
 *
 * @throws what `parseProgramme` and `addVersion` throw
 */
export async function startProgramme(
  db: Database,
  { document, file, now, log }: DocumentAtStart,
): Promise<ProgrammeStore> {
  const programme = parseProgramme(document, file);
  const programmes = new ProgrammeStore();
  const known = await programmes.inForce(db);
  // Nearly always it is there, and nobody has to wait.
  if (addVersion(known, programme, now.getTime()) === known) return programmes;
  const { changed, ...version } = await db.transaction((tx) =>
    applyVersion(tx, programmes, { programme, document, clock: () => now }),
  );
  if (changed) log?.info('a version of the programme was put in force', { ...version, file });
  await programmes.inForce(db);
  return programmes;
}

/** The same for a document in a file. @throws ConfigInvalid naming every mistake in it, or why it cannot be the next version */
export async function startProgrammeOfFile(
  db: Database,
  { file, ...rest }: Omit<DocumentAtStart, 'document'>,
): Promise<ProgrammeStore> {
  let document = '';
  try {
    document = readProgrammeText(file);
    return await startProgramme(db, { ...rest, document, file });
  } catch (error) {
    if (!isDocumentRefused(error)) throw error;
    const problems = mistakesOfRefusal(error, document).map(({ line, column, where, message }) => ({
      key: 'PERENNIAL_PROGRAMME',
      message: `${file}:${line}:${column} ${where} ${message} (${error.code})`.replace(/ {2,}/g, ' '),
    }));
    throw new ConfigInvalid('ledger', problems);
  }
}
