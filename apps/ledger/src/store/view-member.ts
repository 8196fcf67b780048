import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { coupledWith, newMember } from '../domain/member-state.js';
import { viewOf, type MemberView } from '../domain/member-view.js';
import { readMember } from './queries/read-member.js';
import { readWorld } from './read-world.js';
import { programmeAt } from '@perennial/programme';

export interface AsOf {
  readonly at: Date;
  /** `event`: by when things happened; `booking`: by when they were known. */
  readonly by: 'event' | 'booking';
  /** `at` is what the clock says. */
  readonly isNow?: boolean;
}

/**
 * A member as of an instant; undefined for a customer nobody has named. Now that is nearly always the stored wallet, with
 * what time has done since. For the past, and with facts ahead of the clock, the facts are folded.
 */
export async function viewMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
  { at, by, isNow }: AsOf,
): Promise<MemberView | undefined> {
  const member = await readMember(tx, programmes, customerId);
  if (!member) return undefined;
  const { account, state } = member;
  const asOf = at.getTime();
  const isAhead = state.knownTo > asOf || state.passedTo > asOf;
  const isCoupled = coupledWith(state).some((other) => other !== account);
  if (isNow && by === 'event' && !isAhead && !isCoupled) return viewOf(programmes, account, state, asOf);
  const world = await readWorld(tx, programmes, account, { asOf, bookedUntil: by === 'booking' ? at : undefined });
  return viewOf(programmes, account, world.members.get(account) ?? newMember(programmeAt(programmes, asOf)), asOf);
}
