import { diffProgrammes, parseProgramme } from '@perennial/programme';

import type { Output } from '../screen/screen.js';
import { counted } from '../screen/wording.js';
import { readText } from '../read-text.js';
import { UserError } from '../user-error.js';
import { asUsage } from './diff.js';
import { Refused, type LedgerClient, type Simulation } from './ledger-client.js';
import { CURRENT, programmeOf, sourceOf, type ProgrammeSource } from './programme-source.js';

/**
 * Asks the ledger what an event would do, without doing it.
 *
 * @param name of a document to decide by; undefined for the version in force
 * @returns 0, or 1 when the ledger would refuse the event
 */
export async function simulate(
  name: string | undefined,
  flags: { readonly event: string; readonly json?: boolean },
  ledger: LedgerClient,
  out: Output,
): Promise<number> {
  const event = eventOf(await readText(flags.event), flags.event);
  const source = name === undefined ? undefined : await sourceOf(name, ledger);
  const wanted = source && (await versionOf(source, ledger));
  try {
    const simulation = await ledger.simulate(event, source?.text);
    if (wanted !== undefined && simulation.programmeVersion !== wanted) {
      throw new UserError(`The ledger at ${ledger.url} cannot simulate by another document than the one in force.`);
    }
    out.write(flags.json ? `${JSON.stringify(simulation)}\n` : inWords(simulation));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    out.write(
      flags.json
        ? `${JSON.stringify(error.problem)}\n`
        : `Refused: ${error.message}${error.problem.code ? ` (${error.problem.code})` : ''}\n`,
    );
    return 1;
  }
}

/** The number under which the answer shows which document decided, so it must not be that of another document. */
async function versionOf({ text, file }: ProgrammeSource, ledger: LedgerClient): Promise<number> {
  const [document, current] = await Promise.all([parsed(text, file), programmeOf(CURRENT, ledger)]).catch(asUsage);
  if (document.version === current.version && diffProgrammes(current, document).length > 0) {
    throw new UserError(`${file} differs from version ${current.version}, which is in force; give it another version.`);
  }
  return document.version;
}

const parsed = async (text: string, file: string) => parseProgramme(text, file);

function eventOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function inWords({ outcome, reason, rules = [], messages = [], balance, programmeVersion }: Simulation): string {
  const width = Math.max(0, ...rules.map(({ rule }) => rule.length));
  const lines = [
    `${outcome}${reason ? ` (${reason})` : ''}${programmeVersion === undefined ? '' : `, by version ${programmeVersion}`}`,
    ...rules.map(({ rule, result, points, reason: why }) => {
      const what = points === undefined ? result : `${result} ${counted(points, 'point')}`;
      return `  ${rule.padEnd(width)}  ${what}${why ? `: ${why}` : ''}`;
    }),
    `  would publish ${counted(messages.length, 'message')}`,
  ];
  if (balance)
    lines.push(
      `  balance then: ${Object.entries(balance)
        .map(([kind, points]) => `${points} ${kind}`)
        .join(', ')}`,
    );
  return lines.map((line) => `${line}\n`).join('');
}
