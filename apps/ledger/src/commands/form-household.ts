import { randomUUID } from 'node:crypto';

import { bucketOf, compareUtf8 } from '@perennial/contracts';
import { programmeAt, type Programme } from '@perennial/programme';
import { ProblemError, type CommandResult } from '@perennial/service';

import { writeAuditEntry } from '../audit-log/write-audit-entry.js';
import { findAccounts } from '../store/queries/find-accounts.js';
import { insertHousehold } from '../store/queries/insert-household.js';
import { unknownMember } from '../routes/unknown-member.js';
import { decideNow, publish } from './decide-now.js';
import type { CommandScope } from './ledger-commands.js';

/** Members redeem together from now on; their balances stay their own. */
export async function formHousehold(scope: CommandScope, customerIds: readonly string[]): Promise<CommandResult> {
  // Before anybody is looked for: too many are too many whoever they are.
  requireRoom(programmeAt(scope.programmes, scope.clock().getTime()), customerIds.length);
  const found = await findAccounts(scope.tx, customerIds);
  const [first, ...rest] = customerIds.flatMap((customerId) => found.accounts.get(customerId) ?? []);
  if (first === undefined || 1 + rest.length < customerIds.length) throw unknownMember();
  const householdId = randomUUID();
  const decided = await decideNow(
    scope,
    first,
    ({ member, others, take }) => {
      requireRoom(member.programme, customerIds.length);
      const members = [member, ...others].sort((a, b) => compareUtf8(a.customerId, b.customerId));
      if (new Set(members.map(({ account }) => account)).size < members.length) {
        throw new ProblemError(422, 'MEMBER_TWICE', 'Two of the members are the same person.');
      }
      // Their wallets are locked: of two households that somebody would join at once, one comes second and sees the first.
      if (members.some(({ state }) => state.household)) throw isInHousehold();
      take(householdId, { kind: 'household', householdId, pool: members.map(({ account }) => account) });
      return members.map(({ account, customerId }) => ({ account, customerId }));
    },
    rest,
  );
  const { result: members, member } = decided;
  const accounts = members.map(({ account }) => account);
  await insertHousehold(scope.tx, {
    householdId,
    bucket: bucketOf(member.customerId),
    at: new Date(member.at),
    accounts,
  });
  await writeAuditEntry(scope, {
    action: 'household.formed',
    thing: `household:${householdId}`,
    accounts,
    after: { members: accounts },
  });
  await publish(scope, decided);
  const names = members.map(({ customerId }) => customerId);
  return { status: 201, body: { householdId, members: names }, names };
}

function requireRoom({ households }: Programme, members: number): void {
  if (!households) throw new ProblemError(422, 'NO_HOUSEHOLDS', 'The programme has no households.');
  const { membersMax } = households;
  if (members <= membersMax) return;
  const detail = `A household of this programme has at most ${membersMax} members.`;
  throw new ProblemError(422, 'HOUSEHOLD_TOO_LARGE', detail, { membersMax });
}

function isInHousehold(): ProblemError {
  return new ProblemError(409, 'ALREADY_IN_HOUSEHOLD', 'One of the members is in a household already.');
}
