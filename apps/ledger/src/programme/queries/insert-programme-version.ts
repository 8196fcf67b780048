import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

const SQL = /* sql */ `
  insert into programme_version (version, programme_id, effective_from, applied_at, document)
  values ($1, $2, $3, $4, $5)
  on conflict (version) do nothing`;

/** @param effectiveFrom undefined: since always */
export async function insertProgrammeVersion(
  tx: Tx,
  {
    programme,
    document,
    appliedAt,
    effectiveFrom,
  }: { programme: Programme; document: string; appliedAt: Date; effectiveFrom: Date | undefined },
): Promise<void> {
  await tx.query(SQL, [programme.version, programme.id, effectiveFrom ?? null, appliedAt, document]);
}
