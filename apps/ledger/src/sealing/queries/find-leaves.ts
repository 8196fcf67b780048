import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select booking_id, leaves from booking where booking_id = any($1)`;

/** The leaves of the bookings that are there, by booking. */
export async function findLeaves(tx: Tx, bookingIds: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await tx.query<{ booking_id: string; leaves: Buffer }>(SQL, [bookingIds]);
  return new Map(rows.map(({ booking_id, leaves }) => [booking_id, leaves]));
}
