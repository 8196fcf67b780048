/* What the command line runs to verify the ledger, to prove a transfer, or to check the ledger's invariants. */
import { Database } from '@perennial/persistence';
import { answerInvariants, answerOnStdin, invariantsRequest, type Tell } from '@perennial/service';
import { z } from 'zod';

import { ledgerInvariants } from './invariants/ledger-invariants.js';
import { verifyOrigins } from './invariants/origins.js';
import { proveTransfer } from './sealing/prove-transfer.js';
import { readPublished } from './sealing/published-file.js';
import { trustedKeysOf } from './sealing/signing-key.js';
import { verifySeals } from './sealing/verify/verify-seals.js';

const verifyRequest = z.object({
  ask: z.literal('verify'),
  databaseUrl: z.string(),
  publicKeysPem: z.string(),
  /** Paths of files of published checkpoints. */
  published: z.array(z.string()),
});
const proofRequest = z.object({ ask: z.literal('proof'), databaseUrl: z.string(), transferId: z.string() });

const PROGRESS_EVERY_MS = 200;

async function verify(asked: z.output<typeof verifyRequest>, db: Database, tell: Tell): Promise<object> {
  let toldAt = 0;
  const onProgress = (done: bigint) => {
    if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = performance.now();
    tell({ transfers: done });
  };
  const published = asked.published.length === 0 ? undefined : all(asked.published.map(readPublished));
  const seals = await verifySeals(db, trustedKeysOf(asked.publicKeysPem), { published, onProgress });
  const origins = await verifyOrigins(db);
  // What is not as it was booked is told first: what it would go back to may be changed, too.
  const firstDifference = seals.firstDifference ?? origins.firstDifference;
  const verification = {
    ...{ ...seals, ok: firstDifference === undefined, checked: [...seals.checked, ...origins.checked] },
    ...(firstDifference ? { firstDifference } : {}),
  };
  return { verification };
}

async function* all<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  for (const source of sources) yield* source;
}

const request = z.discriminatedUnion('ask', [verifyRequest, proofRequest, invariantsRequest]);

await answerOnStdin(request, async (asked, tell) => {
  if (asked.ask === 'invariants') {
    const keys = trustedKeysOf(asked.publicKeysPem ?? '');
    return answerInvariants(asked, tell, (db, cluster) => ledgerInvariants({ db, cluster, keys }));
  }
  const db = await Database.connect({ url: asked.databaseUrl, applicationName: 'perennial-audit', poolSize: 1 });
  try {
    return asked.ask === 'proof' ? { proof: await proveTransfer(db, asked.transferId) } : await verify(asked, db, tell);
  } finally {
    await db.close();
  }
});
