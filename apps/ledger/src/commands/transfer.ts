import { randomUUID } from 'node:crypto';

import { ProblemError, type CommandResult } from '@perennial/service';

import { writeAuditEntry } from '../audit-log/write-audit-entry.js';
import { findAccount } from '../store/queries/find-account.js';
import { unknownMember } from '../routes/unknown-member.js';
import { balanceAfter, decideNow, publish, requirePoints } from './decide-now.js';
import type { CommandScope } from './ledger-commands.js';

export interface WantedTransfer {
  /** Customer id of who gets them. */
  readonly to: string;
  /** Whole, above 0. */
  readonly points: number;
}

/** Gives points of a member to another one; they keep their dates. Points of a household are not the member's to give. */
export async function transfer(
  scope: CommandScope,
  customerId: string,
  { to, points: wanted }: WantedTransfer,
): Promise<CommandResult> {
  const giver = await findAccount(scope.tx, customerId);
  const receiver = await findAccount(scope.tx, to);
  if (giver === undefined || receiver === undefined) throw unknownMember();
  const transferId = randomUUID();
  const points = BigInt(wanted);
  const decided = await decideNow(
    scope,
    giver,
    ({ member, others: [other], take }) => {
      if (!other || other.account === member.account) {
        throw new ProblemError(422, 'TRANSFER_TO_ONESELF', 'Points can only be given to somebody else.');
      }
      requirePoints(member.own, points);
      take(transferId, { kind: 'transfer', transferId, to: other.account, points });
      return { from: member.account, to: other.account };
    },
    [receiver],
  );
  const balance = await balanceAfter(scope, decided);
  const { from, to: into } = decided.result;
  await writeAuditEntry(scope, {
    action: 'transfer.made',
    thing: `transfer:${transferId}`,
    accounts: [from, into],
    after: { from, to: into, points: wanted },
  });
  await publish(scope, decided);
  return { status: 201, body: { transferId, points, balance } };
}
