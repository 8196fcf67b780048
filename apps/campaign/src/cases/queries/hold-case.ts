import type { Tx } from '@perennial/persistence';

import { CASE_COLUMNS, caseOfRow, type CaseRow, type KeptCase } from './case-row.js';

const FIND = /* sql */ `select ${CASE_COLUMNS} from follow_up_case where case_id = $1`;

/** A case, open or closed; undefined when there is none of that id. */
export async function findCase(db: Tx, caseId: string): Promise<KeptCase | undefined> {
  const [row] = await db.query<CaseRow>(FIND, [caseId], 'campaign.find-case');
  return row && caseOfRow(row);
}

/** The same, locked until `tx` ends: nobody else closes it, and its customer is neither merged nor forgotten meanwhile. */
export async function holdCase(tx: Tx, caseId: string): Promise<KeptCase | undefined> {
  const [row] = await tx.query<CaseRow>(`${FIND} for update`, [caseId], 'campaign.hold-case');
  return row && caseOfRow(row);
}
