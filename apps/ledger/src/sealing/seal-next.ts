import { writeOutbox } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';

import { checkpointMessage } from './checkpoint-message.js';
import { checkpointRoot, type CheckpointHeader } from './domain/checkpoint.js';
import { findLastAuditEntry, type LastAuditEntry } from './queries/find-last-audit-entry.js';
import { findLastCheckpoint, type LastCheckpoint } from './queries/find-last-checkpoint.js';
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
 * Seals what has been committed and not been sealed: one checkpoint over up to 10,000 bookings and the audit log as it
 * stands, signed, stored and published in one transaction.
 *
 * @returns undefined when there was nothing to seal, or another process is sealing
 */
export async function sealNext(db: Database, { key, source, now }: Sealing): Promise<SignedCheckpoint | undefined> {
  return db.transaction(async (tx) => {
    if (!(await tryLockSealing(tx))) return undefined;
    const bookings = await takeUnsealedBookings(tx, BOOKINGS_AT_MOST);
    const last = await findLastCheckpoint(tx);
    const audit = await auditSince(tx, last);
    if (bookings.length === 0 && !audit) return undefined;
    const header: CheckpointHeader = {
      number: (last?.number ?? 0n) + 1n,
      ...(last ? { previousRoot: last.root } : {}),
      bookings: (last?.bookings ?? 0n) + BigInt(bookings.length),
      transfers: (last?.transfers ?? 0n) + BigInt(bookings.reduce((sum, { transfers }) => sum + transfers, 0)),
      signedAt: now.getTime(),
    };
    const root = checkpointRoot(header, { bookings, auditHash: audit?.hash }, sha256);
    const signed = { ...header, root, keyId: key.keyId, signature: key.sign(root) };
    const checkpoint = { ...signed, ...(audit ? { auditEntry: audit.number } : {}) };
    await insertCheckpoint(
      tx,
      checkpoint,
      bookings.map(({ bookingId }) => bookingId),
    );
    await writeOutbox(tx, [checkpointMessage(checkpoint)], source);
    return checkpoint;
  });
}

/** The end of the audit log; undefined when a checkpoint seals it already. */
async function auditSince(tx: Tx, last: LastCheckpoint | undefined): Promise<LastAuditEntry | undefined> {
  const audit = await findLastAuditEntry(tx);
  return audit && audit.number > (last?.audit_entry ?? 0n) ? audit : undefined;
}
