import { differenceLine, diffProgrammes, ProgrammeError } from '@perennial/programme';

import type { Output } from '../screen/screen.js';
import { UserError } from '../user-error.js';
import type { LedgerClient } from './ledger-client.js';
import { programmeOf } from './programme-source.js';

/** In what the second document differs from the first. @returns 0 when in nothing, else 1 */
export async function diff(
  from: string,
  to: string,
  flags: { readonly json?: boolean },
  ledger: LedgerClient,
  out: Output,
): Promise<number> {
  const [before, after] = await Promise.all([programmeOf(from, ledger), programmeOf(to, ledger)]).catch(asUsage);
  const differences = diffProgrammes(before, after);
  if (flags.json) {
    const [was, is] = [before, after].map(({ id, version }) => ({ id, version }));
    out.write(`${JSON.stringify({ from: was, to: is, differences })}\n`);
  } else if (differences.length === 0) {
    out.write('No difference.\n');
  } else {
    out.write(differences.map((difference) => `${differenceLine(difference)}\n`).join(''));
  }
  return differences.length === 0 ? 0 : 1;
}

/** 1 says "different"; a document that cannot be compared is something else. */
export function asUsage(error: unknown): never {
  throw error instanceof ProgrammeError ? new UserError(error.message) : error;
}
