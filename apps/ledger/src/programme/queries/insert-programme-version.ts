import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

const SQL = /* sql */ `
  insert into programme_version (version, programme_id, effective_from, applied_at, document, approval_above_points)
  values ($1, $2, $3, $4, $5, $6)`;

export interface NewVersion {
  readonly programme: Programme;
  /** As it was given, in YAML. */
  readonly document: string;
  readonly appliedAt: Date;
  /** Absent: since always. */
  readonly effectiveFrom: Date | undefined;
}

/** The programme is locked, so nobody else adds the same version. */
export async function insertProgrammeVersion(
  tx: Tx,
  { programme, document, appliedAt, effectiveFrom }: NewVersion,
): Promise<void> {
  const { version, id, adjustments } = programme;
  await tx.query(SQL, [
    ...[version, id, effectiveFrom ?? null, appliedAt, document],
    // Beside the document, because the table of adjustments reads it.
    adjustments.approvalAbovePoints,
  ]);
}
