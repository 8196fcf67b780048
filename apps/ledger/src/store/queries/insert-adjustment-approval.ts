import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into adjustment_approval (adjustment_id, bucket, proposed_by, approved_by, approved_at)
  select adjustment_id, bucket, proposed_by, $2, $3 from adjustment where adjustment_id = $1
  on conflict (adjustment_id) do nothing
  returning adjustment_id`;

/** @returns false when the adjustment was approved before */
export async function insertAdjustmentApproval(
  tx: Tx,
  { adjustmentId, approvedBy, at }: { readonly adjustmentId: string; readonly approvedBy: string; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.query(SQL, [adjustmentId, approvedBy, at], 'ledger-insert-adjustment-approval');
  return rows.length > 0;
}
