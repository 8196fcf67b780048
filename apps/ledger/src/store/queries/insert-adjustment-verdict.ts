import type { Tx } from '@perennial/persistence';

// Nothing is written of a member who was forgotten.
const SQL = /* sql */ `
  with verdict as (
    insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
    select adjustment_id, bucket, proposed_by, $2, $3, $4 from adjustment where adjustment_id = $1 and needs_approval
    on conflict (adjustment_id) do nothing
    returning adjustment_id
  ), note as (
    insert into adjustment_note (account, adjustment_id, about, bucket, reason)
    select account, adjustment_id, 'refusal', adjustment.bucket, $5
      from verdict join adjustment using (adjustment_id) join member using (account)
     where $5::text is not null
  )
  select adjustment_id from verdict`;

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
