import { writeOutbox } from '@perennial/messaging';
import { classify, type Database, type Tx } from '@perennial/persistence';

import { decideWith } from '../domain/chunk/decide-chunk.js';
import { passTimeOf } from '../domain/chunk/pass-time-of.js';
import { MemberUndecidable } from '../domain/errors.js';
import { dueAtOf } from '../domain/notice.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { decideLocked } from '../store/decide-locked.js';
import { openedFor } from '../store/ledger.store.js';
import { publishable } from '../store/publishable.js';
import { findDue } from '../store/queries/find-due.js';

/** Members of one transaction: few enough that an event of one of them does not wait for long. */
const BATCH = 200;

export interface TimePassed {
  /** For whom time has passed. */
  readonly members: number;
  /** Members who could not be brought up to date, and why. They stay due; the others do not wait for them. */
  readonly failed: readonly FailedMember[];
}

export interface FailedMember {
  readonly account: string;
  readonly error: unknown;
}

export interface PassTime {
  readonly programmes: ProgrammeStore;
  /** Now, by the service's clock: what is due up to it, inclusive, is done, and booked at it. */
  readonly asOf: Date;
  /** CloudEvents source of the messages. */
  readonly source: string;
  /** Asked after each batch; false: the rest is left to the next turn. Absent: on to the end. */
  readonly goOn?: () => Promise<boolean>;
}

/**
 * Does what time alone does for every member who is due: points become available and expire, reservations lapse, tiers are
 * lost, notices are given. A batch is one transaction, effects and messages together: it may be killed anywhere, and two
 * may be at it at once, because everybody is judged after being locked, in the order in which deliveries lock.
 */
export async function passTimeOfDue(db: Database, passing: PassTime): Promise<TimePassed> {
  const { asOf, goOn } = passing;
  const failed: FailedMember[] = [];
  let members = 0;
  do {
    const except = failed.map(({ account }) => account);
    const due = await findDue(db, { asOf, except, limit: BATCH });
    if (due.length === 0) break;
    failed.push(...(await passTimeOfAll(db, due, passing)));
    members += due.length;
  } while (!goOn || (await goOn()));
  return { members: members - failed.length, failed };
}

/**
 * Lets time pass for members in one transaction. One who cannot be brought up to date must not keep the others from it:
 * halves are tried, until that one stands alone.
 *
 * @returns those who could not be brought up to date
 */
async function passTimeOfAll(db: Database, accounts: readonly string[], passing: PassTime): Promise<FailedMember[]> {
  try {
    await db.transaction((tx) => passTimeIn(tx, accounts, passing));
    return [];
  } catch (error) {
    if (classify(error) === 'infrastructure') throw error;
    const [account] = accounts;
    if (account === undefined) return [];
    if (accounts.length === 1) return [{ account, error }];
    const half = Math.ceil(accounts.length / 2);
    return [
      ...(await passTimeOfAll(db, accounts.slice(0, half), passing)),
      ...(await passTimeOfAll(db, accounts.slice(half), passing)),
    ];
  }
}

async function passTimeIn(
  tx: Tx,
  accounts: readonly string[],
  { programmes: store, asOf, source }: PassTime,
): Promise<void> {
  const programmes = await store.inForce(tx);
  const effects = await decideLocked(tx, { programmes, now: asOf }, openedFor(new Map(), accounts), (snapshot) =>
    decideWith(snapshot, (draft) => passTimeOf(draft, accounts, asOf.getTime())),
  );
  const wanted = new Set(accounts);
  const stillDue = effects?.members.filter(
    (member) => wanted.has(member.account) && (dueAtOf(programmes, member) ?? Infinity) <= asOf.getTime(),
  );
  // Whoever is due as before would be so at once again, for ever.
  if (!effects || !stillDue || stillDue.length > 0) throw new MemberUndecidable(accounts);
  await writeOutbox(tx, publishable(effects.messages, programmes), source);
}
