import type { Tx } from '@perennial/persistence';

import { PROGRAMME_APPLIED } from '../../audit-log/audit-action.js';

export interface VersionRow {
  readonly version: number;
  readonly programme_id: string;
  readonly effective_from: Date | null;
  readonly applied_at: Date;
  /** As it was given, in YAML. */
  readonly document: string;
  /** What the database holds adjustments to; null: a build of before applied it. */
  readonly approval_above_points: bigint | null;
  /** Who applied it, as the audit log has it; null: nobody was named. */
  readonly actor: string | null;
}

/** Every version, in the order in which they come into force. */
export async function listProgrammeVersions(tx: Tx): Promise<VersionRow[]> {
  return tx.query<VersionRow>(
    `select version, programme_id, effective_from, applied_at, document, approval_above_points, actor
       from programme_version
       left join audit_entry on action = $1 and thing = 'programme:' || version
      order by effective_from nulls first, version`,
    [PROGRAMME_APPLIED],
  );
}
