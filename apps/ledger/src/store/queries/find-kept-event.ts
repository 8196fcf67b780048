import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select at, booked_at from fact where account = $1 and source = $2 and id = $3`;

export interface KeptEvent {
  readonly at: Date;
  readonly bookedAt: Date;
}

/** When an event happened that is kept as one of the account's own, and when it was known; undefined when none is. */
export async function findKeptEvent(
  tx: Tx,
  account: string,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<KeptEvent | undefined> {
  const [row] = await tx.query<{ at: Date; booked_at: Date }>(SQL, [account, source, id], 'ledger-find-kept-event');
  return row && { at: row.at, bookedAt: row.booked_at };
}
