import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with held as (
    select booking_id, count(*) as transfers, min(position) as first, max(position) as last, sum(position) as places,
           min(transfer_id::text) as example
      from transfer group by booking_id
  )
  select booking_id, b.transfers as booked, coalesce(held.transfers, 0) as found, held.example
    from booking b full join held using (booking_id)
   where b.transfers is distinct from held.transfers
      or held.first <> 0 or held.last <> b.transfers - 1
      or held.places <> b.transfers::int8 * (b.transfers - 1) / 2
   order by b.booked_at nulls first, booking_id
   limit 1`;

const MISSING = /* sql */ `
  select place from generate_series(0, $2::int4 - 1) as place
   where place not in (select position from transfer where booking_id = $1)
   order by place limit 1`;

const ADDED = /* sql */ `
  select account, number, transfer_id, position from transfer
   where booking_id = $1 and (position < 0 or position >= $2::int4) order by position limit 1`;

interface Row {
  readonly booking_id: string | null;
  readonly booked: number | null;
  readonly found: bigint;
  readonly example: string;
}

/** A booking that has lost transfers, or got some it was not made with, or transfers without one. @returns what is wrong with the first one */
export async function findIncompleteBooking(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { booking_id, booked, found, example } = row;
  if (booked === null) {
    return `${found} ${found === 1n ? 'transfer belongs' : 'transfers belong'} to booking ${booking_id}, which is not there; one is ${example}`;
  }
  const has = `booking ${booking_id} was made with ${booked} transfers and has ${found}`;
  const [added] = await tx.query<{ account: string; number: bigint; transfer_id: string; position: number }>(ADDED, [
    booking_id,
    booked,
  ]);
  if (added) {
    return `${has}: transfer ${added.number} of account ${added.account} (${added.transfer_id}) was added at position ${added.position}`;
  }
  const [missing] = await tx.query<{ place: number }>(MISSING, [booking_id, booked]);
  return missing ? `${has}: the one at position ${missing.place} is missing` : has;
}
