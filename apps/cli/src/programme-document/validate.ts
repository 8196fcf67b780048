import { parseProgramme, ProgrammeError, type Programme } from '@perennial/programme';

import type { Output } from '../screen/screen.js';
import { counted } from '../screen/wording.js';
import { readText } from '../read-text.js';

/** Says whether a document can be used, or every mistake in it with its place. @returns 0, or 1 when it cannot */
export async function validate(file: string, flags: { readonly json?: boolean }, out: Output): Promise<number> {
  const text = await readText(file);
  try {
    const programme = parseProgramme(text, file);
    const { id, version } = programme;
    out.write(
      flags.json
        ? `${JSON.stringify({ valid: true, file, id, version })}\n`
        : `${file} is valid: ${sizeOf(programme)}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ProgrammeError)) throw error;
    const { mistakes } = error;
    out.write(
      flags.json
        ? `${JSON.stringify({ valid: false, file, mistakes })}\n`
        : `${error.message}\n${counted(mistakes.length, 'mistake')}\n`,
    );
    return 1;
  }
}

function sizeOf({ id, version, rules, tiers, rewards, campaigns }: Programme): string {
  const parts = [
    counted(rules.length, 'rule'),
    counted(tiers?.levels.length ?? 0, 'tier'),
    counted(rewards.length, 'reward'),
    counted(campaigns.length, 'campaign'),
  ];
  return `${id}, version ${version}, ${parts.filter((part) => !part.startsWith('0 ')).join(', ')}`;
}
