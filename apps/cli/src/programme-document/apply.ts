import { parseInstant } from '@perennial/contracts';
import {
  addVersion,
  differenceLine,
  diffProgrammes,
  parseProgramme,
  placeInProgramme,
  ProgrammeChangeRefused,
  ProgrammeError,
  ProgrammeStartsTooEarly,
  ProgrammeVersionTaken,
  ProgrammeVersionTooLow,
  withEffectiveFrom,
  type Programme,
  type ProgrammeHistory,
} from '@perennial/programme';

import type { Output } from '../screen/screen.js';
import { readText } from '../read-text.js';
import { UserError } from '../user-error.js';
import { Refused, type LedgerClient } from './ledger-client.js';

export interface ApplyFlags {
  readonly dryRun?: boolean;
  readonly effectiveFrom?: string;
  /** Who applies it. */
  readonly actor?: string;
}

/** What the ledger takes for a name; a header bears no other. */
const ACTOR = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * Puts a document in force as the next version, and says what it changes.
 *
 * @param now of the ledger as far as known: no later than its own clock
 * @returns 0, also when it was in force already; 1 when it is refused, with the reasons
 */
export async function apply(
  file: string,
  flags: ApplyFlags,
  ledger: LedgerClient,
  now: Date,
  out: Output,
): Promise<number> {
  if (flags.actor !== undefined && !ACTOR.test(flags.actor)) {
    throw new UserError('--actor: a name has 1 to 255 printable ASCII characters, none of them a blank at either end');
  }
  const text = datedText(await readText(file), flags.effectiveFrom);
  try {
    const programme = parseProgramme(text, file);
    const current = parseProgramme((await ledger.current()).document, 'the version in force');
    for (const line of diffProgrammes(current, programme).map(differenceLine)) out.write(`  ${line}\n`);
    if (flags.dryRun) return await tryOut(programme, current, ledger, now, out);
    const { changed, version, effectiveFrom } = await ledger.apply(text, flags.actor);
    const starts = effectiveFrom ? `decides from ${effectiveFrom} on` : 'decides since always';
    out.write(
      changed
        ? `Applied: version ${version} ${starts}.\n`
        : `Nothing to do: version ${version} is there already; it ${starts}.\n`,
    );
    return 0;
  } catch (error) {
    for (const line of refusalLines(error, file, text)) out.write(`${line}\n`);
    return 1;
  }
}

function datedText(text: string, effectiveFrom: string | undefined): string {
  if (effectiveFrom === undefined) return text;
  if (parseInstant(effectiveFrom) === undefined) {
    throw new UserError(
      `--effective-from: "${effectiveFrom}" is not an instant with a zone, such as 2027-03-01T00:00:00Z`,
    );
  }
  return withEffectiveFrom(text, effectiveFrom);
}

/** What the ledger would say, as far as it can be known without its older documents. */
async function tryOut(
  programme: Programme,
  current: Programme,
  ledger: LedgerClient,
  now: Date,
  out: Output,
): Promise<number> {
  const versions = await ledger.versions();
  const known = versions.find(({ version }) => version === programme.version);
  if (known && programme.version !== current.version) {
    out.write(
      `Version ${programme.version} is there already. With the same content nothing would change, with other it would be refused.\n`,
    );
    return 0;
  }
  const history: ProgrammeHistory = {
    versions: versions
      .map(({ version, effectiveFrom }) => ({
        effectiveFrom: (effectiveFrom ? parseInstant(effectiveFrom) : undefined) ?? -Infinity,
        programme: { ...current, version },
      }))
      .sort((one, other) => one.effectiveFrom - other.effectiveFrom),
  };
  const same = addVersion(history, programme, now.getTime()) === history;
  out.write(
    same
      ? 'Nothing would change: this is the version in force.\n'
      : `Version ${programme.version} could be applied. Nothing has been changed.\n`,
  );
  return 0;
}

/** Why it is refused, one a line, each with its place in the file where there is one. */
function refusalLines(error: unknown, file: string, text: string): string[] {
  if (error instanceof ProgrammeError) return [error.message, 'Not applied.'];
  if (
    error instanceof ProgrammeChangeRefused ||
    error instanceof ProgrammeStartsTooEarly ||
    error instanceof ProgrammeVersionTaken ||
    error instanceof ProgrammeVersionTooLow
  ) {
    const lines = error.refusals.map(({ path, message }) => {
      const { line, column } = placeInProgramme(text, path);
      return `${file}:${line}:${column} ${path.join('.')} ${message}`;
    });
    return [...lines, `It would be refused (${error.code}).`];
  }
  if (!(error instanceof Refused)) throw error;
  const { errors = [], code } = error.problem;
  const lines = errors.map(
    ({ line = 1, column = 1, where = '', message = '' }) => `${file}:${line}:${column} ${where} ${message}`,
  );
  return [...(lines.length > 0 ? lines : [error.message]), `Not applied${code ? ` (${code})` : ''}.`];
}
