import type { Tx } from '@perennial/persistence';

/** How many there are now. */
export async function countMismatches(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ count: bigint }>('select count(*) as count from mismatch where gone_at is null');
  return Number(row?.count ?? 0);
}
