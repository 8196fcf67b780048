import { writeFileSync } from 'node:fs';

import { StackFile } from '@perennial/stack';

import { audit, databaseUrlOf } from '../platform/audit.js';
import { UserError } from '../user-error.js';

export interface ProofFlags {
  readonly out?: string;
  readonly dataDir: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const refusals: Readonly<Record<string, string>> = {
  unknown: 'No transfer with this id was booked.',
  unsealed: 'The transfer is not sealed yet. Try again in a few seconds.',
  changed: 'The stored rows are not what was booked, so there is nothing to prove: run "perennial verify".',
};

/** Prints, or writes to a file, the proof that a transfer was sealed. */
export async function proof(
  transferId: string,
  flags: ProofFlags,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  if (!UUID.test(transferId))
    throw new UserError(`"${transferId}" is no id of a transfer: the statement lists them as transferId`);
  const databaseUrl = databaseUrlOf('ledger', env, new StackFile(flags.dataDir).read());
  const { proof: answer } = await audit('ledger', { ask: 'proof', databaseUrl, transferId });
  if (typeof answer === 'string') throw new UserError(refusals[answer] ?? answer);
  const json = `${JSON.stringify(answer, null, 2)}\n`;
  if (flags.out === undefined) {
    process.stdout.write(json);
    return 0;
  }
  writeFileSync(flags.out, json);
  process.stdout.write(`Written to ${flags.out}. Whoever has the public key can check it:\n`);
  process.stdout.write(`  node tools/check-proof.mjs ${flags.out} <public-key.pem>\n`);
  return 0;
}
