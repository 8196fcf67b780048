import type { AuditAction } from '../audit-log/audit-action.js';
import { writeAuditEntry, type AuditScope } from '../audit-log/write-audit-entry.js';
import type { ByHand } from '../domain/by-hand.js';
import type { FoundAdjustment } from '../store/queries/find-adjustment.js';

/** What the audit log calls it where no second person is needed. */
export const DONE_AT_ONCE = {
  adjustment: 'adjustment.proposed',
  reinstatement: 'points.reinstated',
  extension: 'expiry.extended',
} as const satisfies Record<ByHand['kind'], AuditAction>;

export interface AboutAdjustment extends Pick<FoundAdjustment, 'account' | 'byHand' | 'points'> {
  readonly adjustmentId: string;
}

export interface Step {
  readonly action: AuditAction;
  /** Absent: it is new. */
  readonly before?: 'waiting';
  readonly after: FoundAdjustment['status'];
  /** As decided now, where that may differ from what was proposed. */
  readonly points?: bigint;
  /** Who acts, as the row of the adjustment, or of the decision on it, has it. */
  readonly by: string;
}

/** Writes a step of an adjustment into the audit log. Why it was done is not there: the reason goes with the member. */
export async function writeAboutAdjustment(
  scope: AuditScope,
  { adjustmentId, account, byHand, points }: AboutAdjustment,
  step: Step,
): Promise<void> {
  const json = (status: FoundAdjustment['status'], of: bigint) => ({
    kind: byHand.kind,
    status,
    points: Number(of),
    ...(byHand.kind === 'adjustment' ? {} : datesOf(byHand)),
  });
  await writeAuditEntry(scope, {
    action: step.action,
    thing: `adjustment:${adjustmentId}`,
    accounts: [account],
    before: step.before && json(step.before, points),
    after: json(step.after, step.points ?? points),
    keptActor: step.by,
  });
}

function datesOf({ expiresAt, ...byHand }: Exclude<ByHand, { kind: 'adjustment' }>) {
  const expiringBy = byHand.kind === 'extension' ? byHand.expiringBy : undefined;
  const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  return { expiresAt: iso(expiresAt), expiringBy: iso(expiringBy) };
}
