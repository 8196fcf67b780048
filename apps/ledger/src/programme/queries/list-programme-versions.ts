import type { Tx } from '@perennial/persistence';

export interface VersionRow {
  readonly version: number;
  readonly programme_id: string;
  readonly effective_from: Date | null;
  readonly applied_at: Date;
  /** As it was given, in YAML. */
  readonly document: string;
}

/** Every version, in the order in which they come into force. */
export async function listProgrammeVersions(tx: Tx): Promise<VersionRow[]> {
  return tx.query<VersionRow>(
    `select version, programme_id, effective_from, applied_at, document from programme_version
      order by effective_from nulls first, version`,
  );
}
