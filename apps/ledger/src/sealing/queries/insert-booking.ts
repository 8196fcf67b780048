import type { Tx } from '@perennial/persistence';

import { bookingLeaves } from '../booking-root.js';
import { merkleRoot } from '../domain/merkle.js';
import type { SealedTransfer } from '../domain/sealed-transfer.js';
import { sha256 } from '../sha256.js';

const SQL = /* sql */ `
  with booked as (
    insert into booking (booking_id, transfers, root, leaves, booked_at) values ($1, $2, $3, $4, $5) returning booking_id
  )
  insert into unsealed_booking (booking_id) select booking_id from booked`;

export interface NewBooking {
  /** Random: nothing can be derived from it. Stands in each of its transfers. */
  readonly bookingId: string;
  /** In the order of their positions, exactly as they are stored; at least one. */
  readonly transfers: readonly SealedTransfer[];
  readonly bookedAt: Date;
}

/** Fixes what the transaction `tx` books. From its commit on, the next checkpoint seals it. */
export async function insertBooking(tx: Tx, { bookingId, transfers, bookedAt }: NewBooking): Promise<void> {
  const leaves = bookingLeaves(transfers);
  const root = merkleRoot(leaves, sha256);
  await tx.query(SQL, [bookingId, transfers.length, root, leaves, bookedAt], 'ledger-insert-booking');
}
