import type { Tx } from '@perennial/persistence';

import type { ClosedCase } from '../domain/case.js';

const SQL = /* sql */ `
  update follow_up_case
     set closed_at = $2, closed_by = 'person', actor = $3, outcome = $4, themes = $5::text[]
   where case_id = $1`;

/** Closes a case that `tx` holds, as a person has said. */
export async function closeHeldCase(
  tx: Tx,
  { caseId, closedAt, outcome, themes, actor }: Omit<ClosedCase, 'by'> & { readonly actor: string },
): Promise<void> {
  await tx.query(SQL, [caseId, new Date(closedAt), actor, outcome, `{${themes.join()}}`], 'campaign.close-case');
}
