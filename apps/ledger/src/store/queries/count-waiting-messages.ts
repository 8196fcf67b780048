import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coalesce(sum(message_count), 0)::int8 as waiting from outbox`;

/** Messages that are committed and not yet published. */
export async function countWaitingMessages(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ waiting: bigint }>(SQL, [], 'ledger-count-waiting-messages');
  return Number(row?.waiting ?? 0);
}
