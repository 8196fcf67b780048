import { parseProgramme, type Programme } from '@perennial/programme';

import { readText } from '../read-text.js';
import { UserError } from '../user-error.js';
import { LedgerClient, reasonOf } from './ledger-client.js';

/** A document, and where it came from. */
export interface ProgrammeSource {
  readonly file: string;
  readonly text: string;
}

/** The name of the version in force, where a file is expected. */
export const CURRENT = 'current';

/** The text of a document: a file, `-` for standard input, an address, or `current` for the version in force at the ledger. */
export async function sourceOf(name: string, ledger: LedgerClient): Promise<ProgrammeSource> {
  if (name === CURRENT) return { file: CURRENT, text: (await ledger.current()).document };
  if (!/^https?:\/\//.test(name)) return { file: name, text: await readText(name) };
  const url = new URL(name);
  if (['/', '/v1/programme'].includes(url.pathname))
    return { file: name, text: (await new LedgerClient(url.origin).current()).document };
  return { file: name, text: await download(name) };
}

/** @throws ProgrammeError with the mistakes in it */
export async function programmeOf(name: string, ledger: LedgerClient): Promise<Programme> {
  const { file, text } = await sourceOf(name, ledger);
  return parseProgramme(text, file);
}

async function download(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    if (answer.ok) return await answer.text();
    throw new Error(`it answered ${answer.status}`);
  } catch (error) {
    throw new UserError(`${url} cannot be read: ${reasonOf(error)}`);
  }
}
