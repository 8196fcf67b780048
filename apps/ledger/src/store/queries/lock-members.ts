import type { Tx } from '@perennial/persistence';

import type { Member } from '../../domain/snapshot.js';
import { stateOf, type StoredState } from '../stored-state.js';

// `order by` fixes the lock order: two chunks with the same members wait for each other instead of deadlocking.
// Only balances are locked: their rows are read as of the moment the lock is given, and a mapping never changes.
const SQL = /* sql */ `
  select balance.account, member.customer_id, balance.available, balance.earned, balance.clawed_back,
         balance.transfers, balance.reward_sequence, balance.points_sequence, balance.state
    from balance join member on member.account = balance.account
   where balance.account = any($1::uuid[])
   order by balance.account
     for update of balance`;

interface Row {
  account: string;
  customer_id: string;
  available: bigint;
  earned: bigint;
  clawed_back: bigint;
  transfers: bigint;
  reward_sequence: bigint;
  points_sequence: bigint;
  state: StoredState;
}

/** The members' wallets, locked until `tx` ends. Orders are locked before. */
export async function lockMembers(tx: Tx, accounts: readonly string[]): Promise<Map<string, Member>> {
  if (accounts.length === 0) return new Map();
  const rows = await tx.query<Row>(SQL, [accounts], 'ledger-lock-members');
  return new Map(
    rows.map((row) => [
      row.account,
      {
        customerId: row.customer_id,
        account: row.account,
        state: stateOf(row.state, row.earned, row.clawed_back),
        available: row.available,
        transfers: row.transfers,
        rewardSequence: row.reward_sequence,
        pointsSequence: row.points_sequence,
      },
    ]),
  );
}
