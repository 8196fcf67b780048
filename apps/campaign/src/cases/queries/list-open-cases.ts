import type { Tx } from '@perennial/persistence';

import { CASE_COLUMNS, caseOfRow, type CaseRow, type KeptCase } from './case-row.js';

const SQL = /* sql */ `
  select ${CASE_COLUMNS}
    from follow_up_case
   where closed_at is null
     and ($1::text is null or reason = $1)
     and ($2::uuid is null or (due_at, case_id) > (select due_at, case_id from follow_up_case where case_id = $2))
   order by due_at, case_id
   limit $3`;

export interface WantedCases {
  readonly reason: string | undefined;
  /** Id of the last one of the page before, which need not be open any more. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Open cases, the first due first: so those that are overdue come first, the longest overdue before the others. */
export async function listOpenCases(db: Tx, { reason, after, limit }: WantedCases): Promise<KeptCase[]> {
  const rows = await db.query<CaseRow>(SQL, [reason ?? null, after ?? null, limit], 'campaign.list-open-cases');
  return rows.map(caseOfRow);
}
