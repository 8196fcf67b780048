import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select reward_id, period, taken from reward_taken where period = 'all' or period = $1`;

export interface TakenRewards {
  readonly inAll: ReadonlyMap<string, bigint>;
  readonly inMonth: ReadonlyMap<string, bigint>;
}

/** How many of each reward are gone; of those missing, none. @param month such as 2027-03 */
export async function listTakenRewards(tx: Tx, month: string): Promise<TakenRewards> {
  const rows = await tx.query<{ reward_id: string; period: string; taken: bigint }>(SQL, [month]);
  const of = (all: boolean) =>
    new Map(rows.filter(({ period }) => (period === 'all') === all).map((row) => [row.reward_id, row.taken]));
  return { inAll: of(true), inMonth: of(false) };
}
