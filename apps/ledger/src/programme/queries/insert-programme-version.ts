import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

const SQL = /* sql */ `
  insert into programme_version (version, programme_id, effective_from, applied_at, document)
  values ($1, $2, $3, $4, $5)`;

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
  await tx.query(SQL, [programme.version, programme.id, effectiveFrom ?? null, appliedAt, document]);
}
