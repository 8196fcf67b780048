import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import type { ChunkDecision, Effects, Snapshot } from '../domain/chunk/snapshot.js';
import { extend } from '../domain/chunk/wanted.js';
import { isDecision } from '../domain/decision.js';
import { lockAndLoad, save, type Opened } from './ledger.store.js';

/**
 * Locks and loads, decides, and writes what was decided; where the decision lacks something, that is locked and loaded
 * too, and it is asked again.
 *
 * @param decide may read what else is locked by then
 * @returns what was written; undefined when the decision asks again for what it has: a mistake in it
 */
export async function decideLocked(
  tx: Tx,
  { programmes, now }: { readonly programmes: ProgrammeHistory; readonly now: Date },
  opened: Opened,
  decide: (snapshot: Snapshot) => ChunkDecision | Promise<ChunkDecision>,
): Promise<Effects | undefined> {
  let { wanted } = opened;
  let ready: Promise<unknown> = tx.query('savepoint before_members');
  for (;;) {
    const [, snapshot] = await Promise.all([ready, lockAndLoad(tx, { programmes, now }, opened, wanted)]);
    const { effects, missing } = await decide(snapshot);
    if (effects) {
      await Promise.all([
        tx.query('release savepoint before_members'),
        save(tx, effects, snapshot, opened, bookingInstant(effects, now)),
      ]);
      return effects;
    }
    const more = extend(wanted, missing);
    if (!more) return undefined;
    wanted = more;
    // Whom a late fact or a referral concerns shows only while deciding. Members are locked in one order by everybody,
    // so more of them can only be locked after those held have been let go.
    if (missing.members.size > 0 || missing.graph) ready = tx.query('rollback to savepoint before_members');
  }
}

/**
 * A decision is made after the locks were waited for, and after every earlier one, whatever other clocks say: that can be
 * later than `now`, and nothing is booked before it is decided. Events ahead of the clock are: they are known already.
 */
function bookingInstant({ facts }: Effects, now: Date): Date {
  const decided = facts.flatMap(({ event }) => (isDecision(event) ? [event.at] : []));
  return new Date(Math.max(now.getTime(), ...decided));
}
