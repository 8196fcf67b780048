import { describeProgramme } from '@perennial/programme';

import type { Output } from '../screen/screen.js';
import { asUsage } from './diff.js';
import type { LedgerClient } from './ledger-client.js';
import { programmeOf } from './programme-source.js';

/** Explains a programme in plain language, from its document. */
export async function describe(name: string, ledger: LedgerClient, out: Output): Promise<number> {
  const programme = await programmeOf(name, ledger).catch(asUsage);
  const sections = describeProgramme(programme).map(({ title, sentences }) =>
    [title, ...sentences.map((sentence) => `  ${sentence}`)].join('\n'),
  );
  out.write(`${programme.id}, version ${programme.version}\n\n${sections.join('\n\n')}\n`);
  return 0;
}
