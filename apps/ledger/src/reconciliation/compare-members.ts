import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { mismatchesAmong, type Mismatch } from '../domain/mismatch.js';
import { findPool } from '../store/queries/find-pool.js';
import { loadMembers } from '../store/queries/load-members.js';
import { loadPosted } from '../store/queries/load-posted.js';
import { readPast } from '../store/read-world.js';

/**
 * Holds what is stored and posted of members against their facts. Locks nobody.
 *
 * @param tx sees one moment, or what is written meanwhile is taken for a mismatch
 */
export async function compareMembers(
  tx: Tx,
  programmes: ProgrammeHistory,
  accounts: readonly string[],
): Promise<Mismatch[]> {
  const members = await loadMembers(tx, await findPool(tx, accounts), programmes);
  const past = await readPast(tx, [...members.keys()]);
  return mismatchesAmong(programmes, { members, posted: await loadPosted(tx, accounts), past });
}
