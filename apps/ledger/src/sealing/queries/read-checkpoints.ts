import type { Tx } from '@perennial/persistence';

import type { SealedBooking } from '../domain/checkpoint.js';
import type { SignedCheckpoint } from '../signed-checkpoint.js';
import { checkpointOf, type CheckpointRow } from './checkpoint-row.js';
import { readInBatches } from './read-in-batches.js';

// Whatever is there, also where its counterpart is not.
const SQL = /* sql */ `
  select coalesce(c.number, s.checkpoint) as number, c.root, c.previous_root, c.bookings, c.transfers, c.key_id, c.signature,
         c.audit_entry, a.hash as audit_hash,
         (extract(epoch from c.signed_at) * 1000)::float8 as signed_at, s.position, s.booking_id,
         b.transfers as booking_transfers, b.root as booking_root,
         (extract(epoch from b.booked_at) * 1000)::float8 as booked_at
    from checkpoint c
    full join sealed_booking s on s.checkpoint = c.number
    left join booking b on b.booking_id = s.booking_id
    left join audit_entry a on a.number = c.audit_entry
   order by 1, s.position`;

interface Row extends Omit<CheckpointRow, 'root'> {
  readonly root: Buffer | null;
  readonly audit_hash: Buffer | null;
  readonly position: number | null;
  readonly booking_id: string;
  readonly booking_transfers: number | null;
  readonly booking_root: Buffer;
  readonly booked_at: number;
}

const ROWS = 5_000;

export interface StoredCheckpoint {
  readonly number: bigint;
  /** Undefined when only bookings tell of it. */
  readonly signed: SignedCheckpoint | undefined;
  /** What is recorded as sealed by it, in its order. */
  readonly bookings: readonly StoredBooking[];
  /** Hash of the entry of the audit log that it seals; undefined when it seals none, or that one is not there. */
  readonly auditHash: Buffer | undefined;
}

export interface StoredBooking {
  readonly position: number;
  readonly bookingId: string;
  /** Undefined when the booking is not there. */
  readonly sealed: SealedBooking | undefined;
}

/** All checkpoints with what each seals, in the order of their numbers, one at a time. */
export async function* readCheckpoints(tx: Tx): AsyncGenerator<StoredCheckpoint> {
  let first: Row | undefined;
  let bookings: StoredBooking[] = [];
  for await (const rows of readInBatches<Row>(tx, SQL, ROWS)) {
    for (const row of rows) {
      if (first && row.number !== first.number) {
        yield checkpointWith(first, bookings);
        first = undefined;
        bookings = [];
      }
      first ??= row;
      if (row.position !== null)
        bookings.push({ position: row.position, bookingId: row.booking_id, sealed: bookingOf(row) });
    }
  }
  if (first) yield checkpointWith(first, bookings);
}

function checkpointWith(row: Row, bookings: readonly StoredBooking[]): StoredCheckpoint {
  return { number: row.number, signed: signedOf(row), bookings, auditHash: row.audit_hash ?? undefined };
}

function signedOf(row: Row): SignedCheckpoint | undefined {
  return row.root ? checkpointOf({ ...row, root: row.root }) : undefined;
}

function bookingOf(row: Row): SealedBooking | undefined {
  if (row.booking_transfers === null) return undefined;
  return {
    bookingId: row.booking_id,
    transfers: row.booking_transfers,
    bookedAt: row.booked_at,
    root: row.booking_root,
  };
}
