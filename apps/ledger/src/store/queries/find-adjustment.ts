import type { Tx } from '@perennial/persistence';

import type { ByHand } from '../../domain/by-hand.js';

const SQL = /* sql */ `
  select adjustment.account, kind, points, expires_at, expiring_by, coalesce(proposal.reason, '') as reason,
         adjustment.proposed_by, proposed_at, needs_approval, approved, decided_by, decided_at,
         refusal.reason as declined_because, customer_id
    from adjustment
    left join adjustment_verdict verdict using (adjustment_id)
    left join member on member.account = adjustment.account
    left join adjustment_note proposal
      on (proposal.account, proposal.adjustment_id, proposal.about) = (adjustment.account, adjustment.adjustment_id, 'proposal')
    left join adjustment_note refusal
      on (refusal.account, refusal.adjustment_id, refusal.about) = (adjustment.account, adjustment.adjustment_id, 'refusal')
   where adjustment.adjustment_id = $1`;

interface Row {
  readonly account: string;
  readonly kind: ByHand['kind'];
  readonly points: bigint;
  readonly expires_at: Date | null;
  readonly expiring_by: Date | null;
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
  readonly byHand: ByHand;
  /** Signed: what it gives or takes, or would have given another date when it was proposed. */
  readonly points: bigint;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  /** As far as can be seen without a lock; `waiting`: for a second person; `lapsed`: it did, and its member was forgotten. */
  readonly status: 'waiting' | 'lapsed' | 'posted' | 'declined';
  /** Absent of what waits, and of what needed no second person. */
  readonly decided?: { readonly by: string; readonly at: Date; readonly declinedBecause?: string };
}

/** Locks nothing. @param adjustmentId a UUID */
export async function findAdjustment(tx: Tx, adjustmentId: string): Promise<FoundAdjustment | undefined> {
  const [row] = await tx.query<Row>(SQL, [adjustmentId], 'ledger-find-adjustment');
  if (!row) return undefined;
  const { account, points, proposed_by: proposedBy, proposed_at: proposedAt } = row;
  const { decided_by: by, decided_at: at, declined_because: because } = row;
  return {
    account,
    byHand: byHandOf(row),
    points,
    proposedBy,
    proposedAt,
    status: statusOf(row),
    ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
    ...(by === null || at === null
      ? {}
      : { decided: { by, at, ...(because === null ? {} : { declinedBecause: because }) } }),
  };
}

function byHandOf({ kind, points, reason, expires_at: expires, expiring_by: expiring }: Row): ByHand {
  const [expiresAt, expiringBy] = [expires?.getTime(), expiring?.getTime()];
  if (kind === 'adjustment') return { kind, points, reason };
  if (kind === 'reinstatement') return { kind, points, reason, expiresAt };
  // The table has a date for each.
  return { kind, reason, expiringBy, expiresAt: expiresAt ?? NaN };
}

function statusOf({
  needs_approval: needsApproval,
  approved,
  customer_id: customerId,
}: Row): FoundAdjustment['status'] {
  if (!needsApproval || approved === true) return 'posted';
  if (approved === false) return 'declined';
  return customerId === null ? 'lapsed' : 'waiting';
}
