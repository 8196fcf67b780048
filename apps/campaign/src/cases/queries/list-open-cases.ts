import type { Tx } from '@perennial/persistence';

import type { PageEnd } from '../../routes/instant-cursor.js';
import { CASE_COLUMNS, caseOfRow, type CaseRow, type KeptCase } from './case-row.js';

const SQL = /* sql */ `
  select ${CASE_COLUMNS}
    from follow_up_case
   where closed_at is null
     and ($1::text is null or reason = $1)
     and (due_at, case_id) > ($2::timestamptz, $3::uuid)
   order by due_at, case_id
   limit $4`;

const BEFORE_ALL = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

export interface WantedCases {
  readonly reason: string | undefined;
  /** Where the page before ended. */
  readonly after: PageEnd | undefined;
  readonly limit: number;
}

/** Open cases, the first due first: so those that are overdue come first, the longest overdue before the others. */
export async function listOpenCases(db: Tx, { reason, after, limit }: WantedCases): Promise<KeptCase[]> {
  const { at, id } = after ?? BEFORE_ALL;
  const rows = await db.query<CaseRow>(SQL, [reason ?? null, at, id, limit], 'campaign.list-open-cases');
  return rows.map(caseOfRow);
}
