import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into adjustment (adjustment_id, account, bucket, points, reason, proposed_by, proposed_at, needs_approval)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

export interface NewAdjustment {
  readonly adjustmentId: string;
  readonly account: string;
  readonly bucket: number;
  /** Signed, not 0. */
  readonly points: bigint;
  readonly reason: string;
  readonly proposedBy: string;
  readonly at: Date;
  readonly needsApproval: boolean;
}

export async function insertAdjustment(tx: Tx, adjustment: NewAdjustment): Promise<void> {
  const { adjustmentId, account, bucket, points, reason, proposedBy, at, needsApproval } = adjustment;
  await tx.query(
    SQL,
    [adjustmentId, account, bucket, points, reason, proposedBy, at, needsApproval],
    'ledger-insert-adjustment',
  );
}
