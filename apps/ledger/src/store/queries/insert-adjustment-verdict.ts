import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at, reason)
  select adjustment_id, bucket, proposed_by, $2, $3, $4, $5 from adjustment where adjustment_id = $1 and needs_approval
  on conflict (adjustment_id) do nothing
  returning adjustment_id`;

export interface AdjustmentVerdict {
  readonly adjustmentId: string;
  readonly decidedBy: string;
  readonly at: Date;
  /** Why not; absent: it was approved. */
  readonly declinedBecause?: string;
}

/** @returns false when the adjustment was approved or declined before */
export async function insertAdjustmentVerdict(
  tx: Tx,
  { adjustmentId, decidedBy, at, declinedBecause }: AdjustmentVerdict,
): Promise<boolean> {
  const approved = declinedBecause === undefined;
  const rows = await tx.query(
    SQL,
    [adjustmentId, approved, decidedBy, at, declinedBecause ?? null],
    'ledger-insert-adjustment-verdict',
  );
  return rows.length > 0;
}
