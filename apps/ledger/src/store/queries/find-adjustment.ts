import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select account, adjustment.bucket, points, adjustment.reason, adjustment.proposed_by, proposed_at, needs_approval,
         approved, decided_by, decided_at, verdict.reason as declined_because,
         (select customer_id from member where member.account = adjustment.account) as customer_id
    from adjustment left join adjustment_verdict verdict using (adjustment_id)
   where adjustment_id = $1`;

interface Row {
  readonly account: string;
  readonly bucket: number;
  readonly points: bigint;
  readonly reason: string;
  readonly proposed_by: string;
  readonly proposed_at: Date;
  readonly needs_approval: boolean;
  readonly approved: boolean | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly declined_because: string | null;
  readonly customer_id: string | null;
}

export interface FoundAdjustment {
  readonly account: string;
  /** Absent: forgotten. */
  readonly customerId?: string;
  readonly bucket: number;
  readonly points: bigint;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  /** As far as can be seen without a lock; `waiting`: for a second person. */
  readonly status: 'waiting' | 'posted' | 'declined';
  /** Absent of what waits, and of what needed no second person. */
  readonly decided?: { readonly by: string; readonly at: Date; readonly declinedBecause?: string };
}

/** Locks nothing. @param adjustmentId a UUID */
export async function findAdjustment(tx: Tx, adjustmentId: string): Promise<FoundAdjustment | undefined> {
  const [row] = await tx.query<Row>(SQL, [adjustmentId], 'ledger-find-adjustment');
  if (!row) return undefined;
  const { account, bucket, points, reason, proposed_by: proposedBy, proposed_at: proposedAt } = row;
  const { decided_by: by, decided_at: at, declined_because: because } = row;
  return {
    ...{ account, bucket, points, reason, proposedBy, proposedAt, status: statusOf(row) },
    ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
    ...(by === null || at === null
      ? {}
      : { decided: { by, at, ...(because === null ? {} : { declinedBecause: because }) } }),
  };
}

function statusOf({ needs_approval: needsApproval, approved }: Row): FoundAdjustment['status'] {
  if (!needsApproval || approved === true) return 'posted';
  return approved === null ? 'waiting' : 'declined';
}
