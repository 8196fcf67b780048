import type { Tx } from '@perennial/persistence';

import type { SealedBooking } from '../domain/checkpoint.js';

const SQL = /* sql */ `
  select b.booking_id, b.transfers, b.root, b.leaves, (extract(epoch from b.booked_at) * 1000)::float8 as booked_at,
         s.checkpoint, s.position
    from booking b left join sealed_booking s using (booking_id)
   where b.booking_id = $1`;

interface Row {
  readonly booking_id: string;
  readonly transfers: number;
  readonly root: Buffer;
  readonly leaves: Buffer;
  readonly booked_at: number;
  readonly checkpoint: bigint | null;
  readonly position: number | null;
}

export interface FoundBooking extends SealedBooking {
  readonly leaves: Buffer;
  /** Which checkpoint seals it, and as which of its bookings; null as long as none does. */
  readonly checkpoint: bigint | null;
  readonly position: number | null;
}

export async function findBooking(tx: Tx, bookingId: string): Promise<FoundBooking | undefined> {
  const [row] = await tx.query<Row>(SQL, [bookingId]);
  if (!row) return undefined;
  const { booking_id, booked_at, ...booking } = row;
  return { ...booking, bookingId: booking_id, bookedAt: booked_at };
}
