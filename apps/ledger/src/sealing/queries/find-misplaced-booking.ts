import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select booking_id, b.booking_id is not null as present, s.booking_id is not null as sealed
    from booking b
    full join unsealed_booking u using (booking_id)
    left join sealed_booking s using (booking_id)
   where b.booking_id is null or (s.booking_id is null) = (u.booking_id is null)
   order by b.booked_at nulls first, booking_id
   limit 1`;

/** A booking that is neither sealed nor waits to be, or both, or waits and is not there. @returns what is wrong with the first one */
export async function findMisplacedBooking(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ booking_id: string; present: boolean; sealed: boolean }>(SQL);
  if (!row) return undefined;
  if (!row.present) return `booking ${row.booking_id} waits to be sealed, and is not there any more`;
  if (row.sealed) return `booking ${row.booking_id} is sealed, and waits to be sealed once more`;
  return `booking ${row.booking_id} is not sealed, and does not wait for it either`;
}
