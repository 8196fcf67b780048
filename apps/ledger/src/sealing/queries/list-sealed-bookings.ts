import type { Tx } from '@perennial/persistence';

import type { SealedBooking } from '../domain/checkpoint.js';

const SQL = /* sql */ `
  select b.booking_id, b.transfers, b.root, (extract(epoch from b.booked_at) * 1000)::float8 as booked_at
    from sealed_booking s join booking b using (booking_id)
   where s.checkpoint = $1
   order by s.position`;

interface Row {
  readonly booking_id: string;
  readonly transfers: number;
  readonly root: Buffer;
  readonly booked_at: number;
}

/** What a checkpoint seals, in its order. */
export async function listSealedBookings(tx: Tx, checkpoint: bigint): Promise<SealedBooking[]> {
  const rows = await tx.query<Row>(SQL, [checkpoint]);
  return rows.map(({ booking_id, booked_at, ...booking }) => ({
    ...booking,
    bookingId: booking_id,
    bookedAt: booked_at,
  }));
}
