import type { Tx } from '@perennial/persistence';
import { z } from 'zod';

import { checkpointRootOfPath, pathInCheckpoint } from './domain/checkpoint.js';
import { inclusionPath, rootOfPath, type PathStep } from './domain/merkle.js';
import { transferLeaf, type SealedTransfer } from './domain/sealed-transfer.js';
import { findAuditHash } from './queries/find-audit-hash.js';
import { findBooking } from './queries/find-booking.js';
import { findCheckpoints } from './queries/find-checkpoints.js';
import { findTransfer } from './queries/find-transfer.js';
import { listSealedBookings } from './queries/list-sealed-bookings.js';
import { sealedTransferOf } from './queries/transfer-row.js';
import { sha256 } from './sha256.js';

const hex = z.string().regex(/^([0-9a-f]{2})+$/);
const path = z
  .array(z.object({ side: z.enum(['left', 'right']), hash: hex }))
  .describe('From the leaf upwards: what stands beside it, on which side.');

/** Everything that is needed, with the public key, to see that a transfer was sealed. Checked by `tools/check-proof.mjs`. */
export const transferProof = z.object({
  format: z.literal('perennial-proof-1'),
  transfer: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).describe('For reading; the leaf counts.'),
  leaf: hex.describe('The bytes whose SHA-256 is the leaf, in hex.'),
  booking: z.object({
    bookingId: z.string(),
    transfers: z.int(),
    bookedAt: z.string(),
    path,
  }),
  checkpoint: z.object({
    number: z.int(),
    previousRoot: hex.optional(),
    bookings: z.int(),
    transfers: z.int(),
    signedAt: z.string(),
    path,
    root: hex,
    keyId: z.string(),
    signature: z.string().describe('Ed25519 over the 32 bytes of the root, in base64.'),
  }),
});
export type TransferProof = z.output<typeof transferProof>;

/** Why there is no proof: no such transfer, no checkpoint over it yet, or rows that are not what was booked. */
export type Unproved = 'unknown' | 'unsealed' | 'changed';

export async function proveTransfer(tx: Tx, transferId: string): Promise<TransferProof | Unproved> {
  const row = await findTransfer(tx, transferId);
  if (!row) return 'unknown';
  const booking = await findBooking(tx, row.booking_id);
  if (!booking) return 'changed';
  if (booking.checkpoint === null || booking.position === null) return 'unsealed';
  const [checkpoint] = await findCheckpoints(tx, [booking.checkpoint]);
  const bookings = await listSealedBookings(tx, booking.checkpoint);
  if (!checkpoint || booking.position >= bookings.length || !(row.position < booking.transfers)) return 'changed';

  const leaf = transferLeaf(sealedTransferOf(row));
  const inBooking = inclusionPath(booking.leaves, row.position, sha256);
  const auditHash = checkpoint.auditEntry === undefined ? undefined : await findAuditHash(tx, checkpoint.auditEntry);
  const inCheckpoint = pathInCheckpoint({ bookings, auditHash }, booking.position, sha256);
  const root = rootOfPath(sha256(leaf), inBooking, sha256);
  if (!checkpointRootOfPath(checkpoint, { ...booking, root }, inCheckpoint, sha256).equals(checkpoint.root))
    return 'changed';

  return {
    format: 'perennial-proof-1',
    transfer: readable(sealedTransferOf(row)),
    leaf: leaf.toString('hex'),
    booking: {
      bookingId: booking.bookingId,
      transfers: booking.transfers,
      bookedAt: new Date(booking.bookedAt).toISOString(),
      path: written(inBooking),
    },
    checkpoint: {
      number: Number(checkpoint.number),
      ...(checkpoint.previousRoot ? { previousRoot: checkpoint.previousRoot.toString('hex') } : {}),
      bookings: Number(checkpoint.bookings),
      transfers: Number(checkpoint.transfers),
      signedAt: new Date(checkpoint.signedAt).toISOString(),
      path: written(inCheckpoint),
      root: checkpoint.root.toString('hex'),
      keyId: checkpoint.keyId,
      signature: checkpoint.signature.toString('base64'),
    },
  };
}

const written = (steps: readonly PathStep[]) => steps.map(({ side, hash }) => ({ side, hash: hash.toString('hex') }));

function readable({ occurredAt, bookedAt, number, points, memberSequence, ...rest }: SealedTransfer) {
  return {
    ...rest,
    number: Number(number),
    points: Number(points),
    memberSequence: memberSequence === null ? null : Number(memberSequence),
    occurredAt: new Date(occurredAt).toISOString(),
    bookedAt: new Date(bookedAt).toISOString(),
  };
}
