import { randomUUID } from 'node:crypto';

import { ProblemError, type CommandResult } from '@perennial/service';

import { findAccount } from '../store/queries/find-account.js';
import { unknownMember } from '../routes/unknown-member.js';
import { decideNow, publish } from './decide-now.js';
import type { CommandScope } from './ledger-commands.js';

/** From now on a member redeems alone, and the others without this one. Whoever has left can form another household. */
export async function leaveHousehold(scope: CommandScope, customerId: string): Promise<CommandResult> {
  const account = await findAccount(scope.tx, customerId);
  if (account === undefined) throw unknownMember();
  const decided = await decideNow(scope, account, ({ draft, member, take }) => {
    const { household } = member.state;
    if (!household) throw new ProblemError(409, 'NOT_IN_HOUSEHOLD', 'The member is in no household.');
    const { householdId } = household;
    take(randomUUID(), { kind: 'household-leave', householdId, pool: member.pool });
    const left = member.pool.filter((each) => each !== member.account);
    const customers = left.flatMap((each) => draft.members.get(each)?.customerId ?? []);
    return { householdId, members: left.length > 1 ? customers : [] };
  });
  await publish(scope, decided);
  return { status: 200, body: decided.result };
}
