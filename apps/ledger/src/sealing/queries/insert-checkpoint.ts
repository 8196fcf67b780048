import type { Tx } from '@perennial/persistence';

import type { SignedCheckpoint } from '../signed-checkpoint.js';

const SQL = /* sql */ `
  with sealed as (
    insert into sealed_booking (checkpoint, position, booking_id)
    select $1, place - 1, booking_id from unnest($10::uuid[]) with ordinality as b (booking_id, place)
  )
  insert into checkpoint (number, root, previous_root, bookings, transfers, signed_at, key_id, signature, audit_entry)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** @param bookingIds what it seals, in its order */
export async function insertCheckpoint(
  tx: Tx,
  checkpoint: SignedCheckpoint,
  bookingIds: readonly string[],
): Promise<void> {
  await tx.query(SQL, [
    checkpoint.number,
    checkpoint.root,
    checkpoint.previousRoot ?? null,
    checkpoint.bookings,
    checkpoint.transfers,
    new Date(checkpoint.signedAt),
    checkpoint.keyId,
    checkpoint.signature,
    checkpoint.auditEntry ?? null,
    bookingIds,
  ]);
}
