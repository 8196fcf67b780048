import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select account, bucket, pool, reward_id, quantity, points, slot_month
    from redemption where redemption_id = $1`;

interface Row {
  readonly account: string;
  readonly bucket: number;
  readonly pool: string[];
  readonly reward_id: string;
  readonly quantity: number;
  readonly points: bigint;
  readonly slot_month: string | null;
}

export interface FoundRedemption {
  readonly account: string;
  readonly bucket: number;
  readonly pool: readonly string[];
  readonly rewardId: string;
  readonly quantity: number;
  readonly points: bigint;
  readonly slotMonth: string | undefined;
}

/** Locks nothing: it never changes. @param redemptionId a UUID */
export async function findRedemption(tx: Tx, redemptionId: string): Promise<FoundRedemption | undefined> {
  const [row] = await tx.query<Row>(SQL, [redemptionId], 'ledger-find-redemption');
  if (!row) return undefined;
  const { account, bucket, pool, reward_id: rewardId, quantity, points, slot_month: slotMonth } = row;
  return { account, bucket, pool, rewardId, quantity, points, slotMonth: slotMonth ?? undefined };
}
