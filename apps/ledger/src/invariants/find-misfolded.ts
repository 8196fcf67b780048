import type { Database } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { mismatchInWords } from '../domain/mismatch.js';
import { compareMembers } from '../reconciliation/compare-members.js';
import { listAccounts } from '../store/queries/list-accounts.js';

const PAGE = 200;

/**
 * Folds everybody's facts from the first one on and compares with what is stored, and with what was posted for each thing:
 * nothing twice, nothing forgotten.
 *
 * @returns the first member with a difference, in words
 */
export async function findMisfolded(db: Database, programmes: ProgrammeHistory): Promise<string | undefined> {
  let after: string | undefined;
  for (;;) {
    const accounts = await listAccounts(db, { after, limit: PAGE });
    after = accounts.at(-1);
    if (after === undefined) return undefined;
    const [found] = await db.snapshot(async (tx) => {
      return compareMembers(tx, programmes, accounts);
    });
    if (found) return mismatchInWords(found);
  }
}
