import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select at from fact where account = $1 and source = $2 and id = $3`;

/** When an event happened that is kept as one of the account's own; undefined when none is. */
export async function findKeptEvent(
  tx: Tx,
  account: string,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<Date | undefined> {
  const [row] = await tx.query<{ at: Date }>(SQL, [account, source, id], 'ledger-find-kept-event');
  return row?.at;
}
