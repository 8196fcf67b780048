import { randomUUID } from 'node:crypto';

import { ProblemError, type CommandResult } from '@perennial/service';

import { writeAuditEntry } from '../audit-log/write-audit-entry.js';
import { findRedemption } from '../store/queries/find-redemption.js';
import { freeReward } from '../store/queries/free-reward.js';
import { insertRedemptionReversal } from '../store/queries/insert-redemption-reversal.js';
import { balanceAfter, decideNow, publish } from './decide-now.js';
import { isGivenId } from './given-id.js';
import type { CommandScope } from './ledger-commands.js';

/** Gives all points of a redemption back, once; what was taken of the reward is there again. */
export async function reverseRedemption(scope: CommandScope, redemptionId: string): Promise<CommandResult> {
  const { tx } = scope;
  const redemption = isGivenId(redemptionId) ? await findRedemption(tx, redemptionId) : undefined;
  if (!redemption) throw new ProblemError(404, 'UNKNOWN_REDEMPTION', 'There is no redemption with this id.');
  const { account, pool, bucket, rewardId, quantity, points, slotMonth } = redemption;
  const decided = await decideNow(scope, account, ({ take }) =>
    take(randomUUID(), { kind: 'redemption-reversal', redemptionId, pool }),
  );
  // Whoever comes second has waited for the member, and finds the first one's row.
  if (!(await insertRedemptionReversal(tx, { redemptionId, bucket, at: new Date(decided.member.at) }))) {
    throw new ProblemError(409, 'ALREADY_REVERSED', 'The points of this redemption were given back before.');
  }
  await freeReward(tx, rewardId, 'all', quantity);
  if (slotMonth !== undefined) await freeReward(tx, rewardId, slotMonth, quantity);
  const balance = await balanceAfter(scope, decided);
  await writeAuditEntry(scope, {
    action: 'redemption.reversed',
    thing: `redemption:${redemptionId}`,
    accounts: [decided.member.account],
    before: { status: 'redeemed', rewardId, quantity, points: Number(points) },
    after: { status: 'reversed', points: Number(points) },
  });
  await publish(scope, decided);
  return { status: 201, body: { redemptionId, points, balance } };
}
