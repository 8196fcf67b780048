import type { Tx } from '@perennial/persistence';

import type { SealedBooking } from '../domain/checkpoint.js';

const SQL = /* sql */ `
  with taken as (
    delete from unsealed_booking
     where booking_id in (select booking_id from unsealed_booking limit $1)
    returning booking_id
  )
  select b.booking_id, b.transfers, b.root, (extract(epoch from b.booked_at) * 1000)::float8 as booked_at
    from taken join booking b using (booking_id)
   order by b.booked_at, b.booking_id`;

interface Row {
  readonly booking_id: string;
  readonly transfers: number;
  readonly root: Buffer;
  readonly booked_at: number;
}

/** Takes committed bookings that no checkpoint holds out of the queue, oldest first. @param limit how many at most */
export async function takeUnsealedBookings(tx: Tx, limit: number): Promise<SealedBooking[]> {
  const rows = await tx.query<Row>(SQL, [limit]);
  return rows.map((row) => ({
    bookingId: row.booking_id,
    transfers: row.transfers,
    root: row.root,
    bookedAt: row.booked_at,
  }));
}
