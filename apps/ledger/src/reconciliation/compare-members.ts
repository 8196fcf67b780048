import { setImmediate } from 'node:timers/promises';

import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { mismatchesIn, partsAmong, type Mismatch } from '../domain/mismatch.js';
import { findPool } from '../store/queries/find-pool.js';
import { loadMembers } from '../store/queries/load-members.js';
import { loadPosted } from '../store/queries/load-posted.js';
import { readPast } from '../store/read-world.js';

/**
 * Holds what is stored and posted of members against their facts. Locks nobody, and lets others have the processor
 * between parts of members who hang together, and within a large one.
 *
 * @param tx sees one moment, or has locked whoever hangs together with them; or what is written meanwhile is taken for a mismatch
 */
export async function compareMembers(
  tx: Tx,
  programmes: ProgrammeHistory,
  accounts: readonly string[],
): Promise<Mismatch[]> {
  const members = await loadMembers(tx, await findPool(tx, accounts), programmes);
  const past = await readPast(tx, [...members.keys()]);
  const kept = { members, past, posted: await loadPosted(tx, accounts) };
  const found: Mismatch[] = [];
  for (const part of partsAmong(kept)) {
    const work = mismatchesIn(programmes, part, kept);
    for (let step = work.next(); ; step = work.next()) {
      await setImmediate();
      if (!step.done) continue;
      found.push(...step.value);
      break;
    }
  }
  return found;
}
