import type { Tx } from '@perennial/persistence';

/** How many accounts the walks leave out now. */
export async function countLeftOut(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ count: bigint }>('select count(*) as count from left_out');
  return Number(row?.count ?? 0);
}
