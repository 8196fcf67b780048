import { textColumn, type Tx } from '@perennial/persistence';

import { CASE_COLUMNS, caseOfRow, type CaseRow, type KeptCase } from './case-row.js';

// A clock that runs behind has nothing resolved before it was reported.
const SQL = /* sql */ `
  with closed as (
    update follow_up_case c
       set closed_at = greatest(c.opened_at, r.at), closed_by = 'resolution', outcome = 'resolved'
      from issue_resolution r
     where c.customer_id = any($1::text[]) and c.closed_at is null and c.issue_id is not null
       and r.customer_id = c.customer_id and r.issue_id = c.issue_id
    returning c.*
  )
  select ${CASE_COLUMNS} from closed order by closed_at, case_id`;

/** Closes the open cases of persons, locked by `tx`, whose issues are known to be resolved. @returns them, the first closed first */
export async function closeResolved(tx: Tx, persons: readonly string[]): Promise<KeptCase[]> {
  if (persons.length === 0) return [];
  const rows = await tx.query<CaseRow>(SQL, [textColumn(persons, (person) => person)], 'campaign.close-resolved-cases');
  return rows.map(caseOfRow);
}
