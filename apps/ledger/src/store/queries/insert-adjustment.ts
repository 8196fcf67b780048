import type { Tx } from '@perennial/persistence';

import type { ByHand } from '../../domain/by-hand.js';

const SQL = /* sql */ `
  with note as (
    insert into adjustment_note (account, adjustment_id, about, bucket, reason) values ($2, $1, 'proposal', $3, $8)
  )
  insert into adjustment (adjustment_id, account, bucket, kind, points, expires_at, expiring_by, proposed_by, proposed_at,
                          needs_approval)
  values ($1, $2, $3, $4, $5, $6, $7, $9, $10, $11)`;

export interface NewAdjustment {
  readonly adjustmentId: string;
  readonly account: string;
  readonly bucket: number;
  readonly byHand: ByHand;
  /** Signed, not 0: what it gives or takes, or gives another date. */
  readonly points: bigint;
  readonly proposedBy: string;
  readonly at: Date;
  readonly needsApproval: boolean;
}

export async function insertAdjustment(tx: Tx, adjustment: NewAdjustment): Promise<void> {
  const { adjustmentId, account, bucket, byHand, points, proposedBy, at, needsApproval } = adjustment;
  const { kind, reason } = byHand;
  const instant = (wanted: number | undefined) => (wanted === undefined ? null : new Date(wanted));
  const expiresAt = instant(kind === 'adjustment' ? undefined : byHand.expiresAt);
  const expiringBy = instant(kind === 'extension' ? byHand.expiringBy : undefined);
  await tx.query(
    SQL,
    [
      ...[adjustmentId, account, bucket, kind, points, expiresAt, expiringBy, reason],
      ...[proposedBy, at, needsApproval],
    ],
    'ledger-insert-adjustment',
  );
}
