import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into redemption_reversal (redemption_id, bucket, reversed_at) values ($1, $2, $3)
  on conflict (redemption_id) do nothing
  returning redemption_id`;

/** @returns false when the redemption was reversed before */
export async function insertRedemptionReversal(
  tx: Tx,
  { redemptionId, bucket, at }: { readonly redemptionId: string; readonly bucket: number; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.query(SQL, [redemptionId, bucket, at], 'ledger-insert-redemption-reversal');
  return rows.length > 0;
}
