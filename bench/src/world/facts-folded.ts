import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { projectRoot } from '../arms/arm.js';
import { ours } from '../arms/ours.js';
import type { World } from './world.js';

interface Line {
  readonly checked?: { readonly id: string; readonly violation?: string };
  readonly error?: string;
}

/**
 * Has the ledger's own audit, in a process of its own as `perennial invariants` runs it, fold all facts and compare what
 * they come to with what is stored (I3). Books are checked before; what would be checked after is not waited for.
 *
 * @returns seconds it took, and the first difference
 */
export async function foldAllFacts(world: World, topicPrefix: string): Promise<{ seconds: number; wrong?: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'apps/ledger/dist/audit.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.end(
    JSON.stringify({
      ask: 'invariants',
      databaseUrl: world.urlOf(ours.database),
      brokers: world.stack.brokers,
      topicPrefix,
      // It wants one; the seals are not looked at.
      publicKeysPem: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
    }),
  );
  let lastMs = NaN;
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const { checked, error } = JSON.parse(text) as Line;
      if (error !== undefined) throw new Error(error);
      const nowMs = performance.now();
      if (checked?.id === 'I3') {
        const { violation } = checked;
        return { seconds: (nowMs - lastMs) / 1_000, ...(violation === undefined ? {} : { wrong: violation }) };
      }
      lastMs = nowMs;
    }
    throw new Error('the audit has ended without I3');
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
