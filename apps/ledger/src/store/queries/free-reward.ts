import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `update reward_taken set taken = taken - $3 where reward_id = $1 and period = $2`;

/** What was counted as gone is there again. @param period `all`, or a month such as 2027-03 */
export async function freeReward(tx: Tx, rewardId: string, period: string, quantity: number): Promise<void> {
  await tx.query(SQL, [rewardId, period, quantity], 'ledger-free-reward');
}
