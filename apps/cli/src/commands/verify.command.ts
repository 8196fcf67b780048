import { existsSync, readFileSync } from 'node:fs';

import { StackFile, type StackDocument } from '@perennial/stack';

import { audit, ledgerDatabaseUrl, type Verification } from '../platform/audit.js';
import { getJson } from '../platform/http.js';
import { withPublishedCheckpoints } from '../platform/published-checkpoints.js';
import { brokersOf } from '../platform/run-mode.js';
import { usualPorts } from '../platform/workspace.js';
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
  const databaseUrl = ledgerDatabaseUrl(env, stack);
  const screen = new Screen(flags.json ? process.stderr : process.stdout);
  const { hostname, port, pathname } = new URL(databaseUrl);
  screen.line(`Verifying the ledger in ${hostname}:${port || 5432}${pathname}`);
  const publicKeysPem = await publicKeys(flags, stack, screen);

  const ask = async (published: readonly string[]) => {
    const { verification } = await audit({ ask: 'verify', databaseUrl, publicKeysPem, published }, (transfers) =>
      screen.status(`${count(transfers)} transfers checked`),
    );
    return verification;
  };
  const verification = flags.topic
    ? await withPublishedCheckpoints(topicOf(env, stack), (file) => ask([...flags.published, file]))
    : await ask(flags.published);
  screen.endStatus();
  if (!verification) throw new Error('the audit gave no verification');
  if (flags.json) process.stdout.write(`${JSON.stringify(verification)}\n`);
  else report(verification, flags.published.length > 0 || flags.topic === true, screen);
  return verification.ok ? 0 : DIFFERS;
}

function topicOf(env: NodeJS.ProcessEnv, stack: StackDocument) {
  const brokers = brokersOf(env) ?? stack.kafka?.brokers;
  if (!brokers) throw new UserError('No Kafka is running here to read checkpoints from: set KAFKA_BROKERS.');
  return { brokers, topicPrefix: env['PERENNIAL_TOPIC_PREFIX'] ?? '' };
}

/** Those the auditor brings; else those the running service names, which is said. */
async function publicKeys({ publicKey }: VerifyFlags, stack: StackDocument, screen: Screen): Promise<string> {
  if (publicKey !== undefined) {
    try {
      return readFileSync(publicKey, 'utf8');
    } catch (error) {
      throw new UserError(`${publicKey} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const url = stack.services?.['ledger']?.url ?? `http://127.0.0.1:${usualPorts.ledger}`;
  let keys: readonly { readonly publicKeyPem: string }[];
  try {
    keys = await getJson(`${url}/v1/ledger/signing-keys`);
  } catch {
    throw new UserError(`No ledger answers at ${url} to name its public keys. Give them with --public-key FILE.`);
  }
  screen.line('Signatures are held against the keys the running ledger names; --public-key takes your own copy.');
  return keys.map(({ publicKeyPem }) => publicKeyPem).join('\n');
}

function report(verification: Verification, withPublished: boolean, screen: Screen): void {
  const { transfers, bookings, checkpoints, checked, firstDifference } = verification;
  const extent = [counted(transfers, 'transfer'), counted(bookings, 'booking'), counted(checkpoints, 'checkpoint')];
  screen.line(extent.join(', '));
  // What follows the first difference may be a consequence of it, so nothing is said of it.
  const passed = firstDifference ? checked.slice(0, checked.indexOf(firstDifference.check)) : checked;
  for (const check of passed) screen.line(`  as it should be: ${check}`);
  if (firstDifference) {
    screen.line(`  NOT as it should be: ${firstDifference.check}`);
    screen.line(`    ${firstDifference.detail}`);
    return;
  }
  screen.line('The ledger is as it was booked and sealed.');
  if (!withPublished)
    screen.line(
      'Whether it was replaced by an older one can only be seen with checkpoints kept elsewhere: --published FILE, --topic.',
    );
}
