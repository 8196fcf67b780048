import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into redemption (redemption_id, account, bucket, pool, reward_id, choice, quantity, points, slot_month, code, redeemed_at)
  values ($1, $2, $3, $4::uuid[], $5, $6, $7, $8, $9, $10, $11)`;

export interface NewRedemption {
  readonly redemptionId: string;
  readonly account: string;
  readonly bucket: number;
  readonly pool: readonly string[];
  readonly rewardId: string;
  readonly choice: string | undefined;
  readonly quantity: number;
  readonly points: bigint;
  /** Such as 2027-03; undefined: the reward has no slots. */
  readonly slotMonth: string | undefined;
  readonly code: string | undefined;
  readonly at: Date;
}

export async function insertRedemption(tx: Tx, redemption: NewRedemption): Promise<void> {
  const { redemptionId, account, bucket, pool, rewardId, choice, quantity, points, slotMonth, code, at } = redemption;
  await tx.query(
    SQL,
    [
      ...[redemptionId, account, bucket, pool, rewardId, choice ?? null, quantity, points, slotMonth ?? null],
      ...[code ?? null, at],
    ],
    'ledger-insert-redemption',
  );
}
