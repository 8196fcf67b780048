import type { Tx } from '@perennial/persistence';
import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import { coupledWith, newMember } from '../domain/member-state.js';
import { viewOf, type MemberView } from '../domain/member-view.js';
import { findAccount } from './queries/find-account.js';
import { findStanding } from './queries/find-standing.js';
import { readMember } from './queries/read-member.js';
import { readWorld } from './read-world.js';

export interface AsOf {
  readonly at: Date;
  /** `event`: by when things happened; `booking`: by when they were known. */
  readonly by: 'event' | 'booking';
  /** `at` is what the clock says. */
  readonly isNow?: boolean;
}

/**
 * A member as of an instant; undefined for a customer nobody has named. That is the stored wallet, with what time has done
 * since: now nearly always, and after everything that has changed the member, where nobody else has a say in it. For the
 * rest of the past, and with facts ahead of the clock, the facts are folded.
 */
export async function viewMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
  { at, by, isNow = false }: AsOf,
): Promise<MemberView | undefined> {
  const asOf = at.getTime();
  const standing = isNow ? undefined : await findStanding(tx, customerId);
  if (!isNow && !standing) return undefined;
  if (by === 'event' && (!standing || (standing.alone && standing.changedTo <= asOf))) {
    const stored = await readMember(tx, programmes, customerId, asOf);
    if (!stored) return undefined;
    const { account, state, lots } = stored;
    const isAhead = state.knownTo > asOf || state.passedTo > asOf;
    const isCoupled = coupledWith(state).some((other) => other !== account);
    if (!isAhead && !isCoupled) return viewOf(programmes, account, state, asOf, lots);
  }
  const account = standing?.account ?? (await findAccount(tx, customerId));
  if (account === undefined) return undefined;
  const world = await readWorld(tx, programmes, account, { asOf, bookedUntil: by === 'booking' ? at : undefined });
  return viewOf(programmes, account, world.members.get(account) ?? newMember(programmeAt(programmes, asOf)), asOf);
}
