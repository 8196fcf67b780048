import { randomUUID } from 'node:crypto';

import { ProblemError, type CommandResult } from '@perennial/service';

import { writeAuditEntry } from '../audit-log/write-audit-entry.js';
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
    const stay = left.length > 1 ? left : [];
    return { householdId, pool: member.pool, stay, members: left.length > 1 ? customers : [] };
  });
  const { householdId, pool, stay, members } = decided.result;
  await writeAuditEntry(scope, {
    action: 'household.left',
    thing: `household:${householdId}`,
    accounts: [decided.member.account],
    before: { members: pool },
    after: { members: stay },
  });
  await publish(scope, decided);
  return { status: 200, body: { householdId, members } };
}
