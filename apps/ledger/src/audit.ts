/*
 * What the command line runs to verify the ledger or to prove a transfer: one request as JSON on standard input, so that
 * connection strings are in no list of processes; lines of JSON on standard output.
 */
import { text } from 'node:stream/consumers';

import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { proveTransfer } from './sealing/prove-transfer.js';
import { readPublished } from './sealing/published-file.js';
import { trustedKeysOf } from './sealing/signing-key.js';
import { verifySeals } from './sealing/verify/verify-seals.js';

const request = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('verify'),
    databaseUrl: z.string(),
    publicKeysPem: z.string(),
    /** Paths of files of published checkpoints. */
    published: z.array(z.string()),
  }),
  z.object({ ask: z.literal('proof'), databaseUrl: z.string(), transferId: z.string() }),
]);

const PROGRESS_EVERY_MS = 200;

const tell = (line: object): void => {
  const json = JSON.stringify(line, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  process.stdout.write(`${json}\n`);
};

async function answer(asked: z.output<typeof request>): Promise<object> {
  const db = await Database.connect({ url: asked.databaseUrl, applicationName: 'perennial-audit', poolSize: 1 });
  try {
    if (asked.ask === 'proof') return { proof: await proveTransfer(db, asked.transferId) };
    let toldAt = 0;
    const onProgress = (done: bigint) => {
      if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
      toldAt = performance.now();
      tell({ transfers: done });
    };
    const published = asked.published.length === 0 ? undefined : all(asked.published.map(readPublished));
    const verification = await verifySeals(db, trustedKeysOf(asked.publicKeysPem), { published, onProgress });
    return { verification };
  } finally {
    await db.close();
  }
}

async function* all<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  for (const source of sources) yield* source;
}

try {
  tell(await answer(request.parse(JSON.parse(await text(process.stdin)))));
} catch (error) {
  tell({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
