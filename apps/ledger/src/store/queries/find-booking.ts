import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select booking from fact
   where account = any($1::uuid[]) and source = $2 and id = $3 and booking is not null
   order by booking limit 1`;

/** The number of the booking with which an event came to be known as a fact of any of the accounts; undefined: it has none. */
export async function findBooking(
  tx: Tx,
  accounts: readonly string[],
  { source, id }: { readonly source: string; readonly id: string },
): Promise<bigint | undefined> {
  const [row] = await tx.query<{ booking: bigint }>(SQL, [accounts, source, id]);
  return row?.booking;
}
