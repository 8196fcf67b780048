import { writeOutbox } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { checkpointMessage } from './checkpoint-message.js';
import { checkpointRoot, type CheckpointHeader } from './domain/checkpoint.js';
import { findLastCheckpoint } from './queries/find-last-checkpoint.js';
import { insertCheckpoint } from './queries/insert-checkpoint.js';
import { takeUnsealedBookings } from './queries/take-unsealed-bookings.js';
import { tryLockSealing } from './queries/try-lock-sealing.js';
import { sha256 } from './sha256.js';
import type { SignedCheckpoint } from './signed-checkpoint.js';
import type { SigningKey } from './signing-key.js';

/** Bookings of one checkpoint: what waits after a long stop is sealed by several, each a short transaction. */
export const BOOKINGS_AT_MOST = 10_000;

export interface Sealing {
  readonly key: SigningKey;
  /** CloudEvents source of the service: `/perennial/ledger`. */
  readonly source: string;
  readonly now: Date;
}

/**
 * Seals what has been committed and not been sealed: one checkpoint over up to 10,000 bookings, signed, stored and
 * published in one transaction.
 *
 * @returns undefined when there was nothing to seal, or another process is sealing
 */
export async function sealNext(db: Database, { key, source, now }: Sealing): Promise<SignedCheckpoint | undefined> {
  return db.transaction(async (tx) => {
    if (!(await tryLockSealing(tx))) return undefined;
    const bookings = await takeUnsealedBookings(tx, BOOKINGS_AT_MOST);
    if (bookings.length === 0) return undefined;
    const last = await findLastCheckpoint(tx);
    const header: CheckpointHeader = {
      number: (last?.number ?? 0n) + 1n,
      ...(last ? { previousRoot: last.root } : {}),
      bookings: (last?.bookings ?? 0n) + BigInt(bookings.length),
      transfers: (last?.transfers ?? 0n) + BigInt(bookings.reduce((sum, { transfers }) => sum + transfers, 0)),
      signedAt: now.getTime(),
    };
    const root = checkpointRoot(header, bookings, sha256);
    const checkpoint = { ...header, root, keyId: key.keyId, signature: key.sign(root) };
    await insertCheckpoint(
      tx,
      checkpoint,
      bookings.map(({ bookingId }) => bookingId),
    );
    await writeOutbox(tx, [checkpointMessage(checkpoint)], source);
    return checkpoint;
  });
}
