import type { Tx } from '@perennial/persistence';

import { mismatchInWords } from '../domain/mismatch.js';
import { listMismatches } from '../reconciliation/queries/list-mismatches.js';

/** What reconciliation has found while the ledger ran: also what was mended without it since, until it looks again. */
export async function findMismatch(tx: Tx): Promise<string | undefined> {
  const [found] = await listMismatches(tx, { areGone: false, limit: 1 });
  return found && `${mismatchInWords(found)}, as seen at ${found.seenAt.toISOString()}`;
}
