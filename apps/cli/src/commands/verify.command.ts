import { existsSync } from 'node:fs';

import { StackFile } from '@perennial/stack';

import { audit, databaseUrlOf, type Verification } from '../platform/audit.js';
import { withPublishedCheckpoints } from '../platform/published-checkpoints.js';
import { clusterOf, publicKeys } from '../platform/sources.js';
import { Screen } from '../screen/screen.js';
import { count, counted } from '../screen/wording.js';
import { UserError } from '../user-error.js';

export interface VerifyFlags {
  readonly published: readonly string[];
  readonly topic?: boolean;
  readonly publicKey?: string;
  readonly json?: boolean;
  readonly dataDir: string;
}

const DIFFERS = 1;

/** Computes every seal of the ledger again, from its rows. @returns 0 when all is as it was booked, 1 when something differs */
export async function verify(flags: VerifyFlags, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const missing = flags.published.find((file) => !existsSync(file));
  if (missing !== undefined) throw new UserError(`${missing} is not there`);
  const stack = new StackFile(flags.dataDir).read();
  const databaseUrl = databaseUrlOf('ledger', env, stack);
  const screen = new Screen(flags.json ? process.stderr : process.stdout);
  const { hostname, port, pathname } = new URL(databaseUrl);
  screen.line(`Verifying the ledger in ${hostname}:${port || 5432}${pathname}`);
  const publicKeysPem = await publicKeys(flags.publicKey, stack, screen);

  const ask = async (published: readonly string[]) => {
    const { verification } = await audit(
      'ledger',
      { ask: 'verify', databaseUrl, publicKeysPem, published },
      ({ transfers }) => {
        if (transfers !== undefined) screen.status(`${count(transfers)} transfers checked`);
      },
    );
    return verification;
  };
  const verification = flags.topic
    ? await withPublishedCheckpoints(clusterOf(env, stack), (file) => ask([...flags.published, file]))
    : await ask(flags.published);
  screen.endStatus();
  if (!verification) throw new Error('the audit gave no verification');
  if (flags.json) process.stdout.write(`${JSON.stringify(verification)}\n`);
  else report(verification, flags.published.length > 0 || flags.topic === true, screen);
  return verification.ok ? 0 : DIFFERS;
}

function report(verification: Verification, withPublished: boolean, screen: Screen): void {
  const { transfers, bookings, checkpoints, auditEntries, published, checked, firstDifference } = verification;
  const extent = [counted(transfers, 'transfer'), counted(bookings, 'booking'), counted(checkpoints, 'checkpoint')];
  extent.push(counted(auditEntries, 'audit entry', 'audit entries'));
  if (published !== undefined) extent.push(`compared with ${counted(published, 'published one')}`);
  screen.line(extent.join(', '));
  // What follows the first difference may be a consequence of it, so nothing is said of it.
  const passed = firstDifference ? checked.slice(0, checked.indexOf(firstDifference.check)) : checked;
  for (const check of passed) screen.line(`  as it should be: ${check}`);
  if (firstDifference) {
    screen.line(`  NOT as it should be: ${firstDifference.check}`);
    screen.line(`    ${firstDifference.detail}`);
    return;
  }
  screen.line('What was booked and sealed is as it was. "perennial invariants" holds the balances against it.');
  if (!withPublished)
    screen.line(
      'Whether it was replaced by an older one can only be seen with checkpoints kept elsewhere: --published FILE, --topic.',
    );
}
