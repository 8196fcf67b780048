import type { Tx } from '@perennial/persistence';
import { parseProgramme } from '@perennial/programme';

import { PROGRAMME_APPLIED } from '../../audit-log/audit-action.js';
import { versionThing, writtenVersion } from '../../audit-log/written-version.js';
import { listProgrammeVersions, type VersionRow } from '../../programme/queries/list-programme-versions.js';
import type { Differences } from './differences.js';

const SQL = /* sql */ `select thing, after from audit_entry where action = $1 order by number`;

/** Holds every version of the programme against the entry that tells of its being applied. */
export async function checkDocuments(tx: Tx, differences: Differences): Promise<void> {
  const entries = await tx.query<{ thing: string; after: string }>(SQL, [PROGRAMME_APPLIED]);
  const applied = new Map(entries.map(({ thing, after }) => [thing, after]));
  for (const row of await listProgrammeVersions(tx)) {
    const thing = versionThing(row.version);
    const after = applied.get(thing);
    applied.delete(thing);
    if (after === undefined)
      differences.note('documents', `${thing} is there, and no entry of the audit log tells that it was applied`);
    else if (after !== writtenVersion({ ...row, effectiveFrom: row.effective_from }))
      differences.note('documents', `${thing} has another document or another start than was applied`);
    else if (!holdsToItsLimit(row))
      differences.note('documents', `${thing} has another limit of adjustments than its document`);
  }
  for (const thing of applied.keys()) differences.note('documents', `${thing} was applied, and is not there any more`);
}

function holdsToItsLimit({ document, approval_above_points: above }: VersionRow): boolean {
  return above === null || above === BigInt(parseProgramme(document).adjustments.approvalAbovePoints);
}
