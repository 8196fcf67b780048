import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select account, bucket, points, reason, proposed_by,
         needs_approval and not exists (select from adjustment_approval approval
                                         where approval.adjustment_id = adjustment.adjustment_id) as waits
    from adjustment where adjustment_id = $1`;

interface Row {
  readonly account: string;
  readonly bucket: number;
  readonly points: bigint;
  readonly reason: string;
  readonly proposed_by: string;
  readonly waits: boolean;
}

export interface FoundAdjustment {
  readonly account: string;
  readonly bucket: number;
  readonly points: bigint;
  readonly reason: string;
  readonly proposedBy: string;
  /** For a second person, as far as can be seen without a lock. */
  readonly waits: boolean;
}

/** Locks nothing. @param adjustmentId a UUID */
export async function findAdjustment(tx: Tx, adjustmentId: string): Promise<FoundAdjustment | undefined> {
  const [row] = await tx.query<Row>(SQL, [adjustmentId], 'ledger-find-adjustment');
  if (!row) return undefined;
  const { account, bucket, points, reason, proposed_by: proposedBy, waits } = row;
  return { account, bucket, points, reason, proposedBy, waits };
}
