import type { Database } from '@perennial/persistence';

import { mismatchInWords } from '../domain/mismatch.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { compareMembers } from '../reconciliation/compare-members.js';
import { findPool } from '../store/queries/find-pool.js';
import { listAccounts } from '../store/queries/list-accounts.js';
import { readConnected } from '../store/read-world.js';

const PAGE = 200;

const NO_PROGRAMME =
  'the first version of the programme is gone from programme_version: without it no facts can be folded';

/**
 * Folds everybody's facts from the first one on and compares with what is stored, and with what was posted for each thing:
 * nothing twice, nothing forgotten. A page and the versions it is folded by are of one moment: one may be applied on the way.
 *
 * @returns the first member with a difference, in words; or that there is no programme to fold by
 */
export async function findMisfolded(db: Database, programmes: ProgrammeStore): Promise<string | undefined> {
  const { versions } = await programmes.read(db);
  if (!versions.some(({ effectiveFrom }) => effectiveFrom === -Infinity)) return NO_PROGRAMME;
  let after: string | undefined;
  /** Of those who are still to come. */
  const done = new Set<string>();
  for (;;) {
    const accounts = await listAccounts(db, { after, limit: PAGE });
    const last = accounts.at(-1);
    if (last === undefined) return undefined;
    after = last;
    const due = accounts.filter((account) => !done.delete(account));
    const [found] = await db.snapshot(async (tx) => {
      // Who hangs together is folded once, and not once for each page that has one of them.
      const { everybody } = await readConnected(tx, await findPool(tx, due));
      for (const each of everybody) if (each > last) done.add(each);
      return compareMembers(tx, await programmes.read(tx), everybody);
    });
    if (found) return mismatchInWords(found);
  }
}
