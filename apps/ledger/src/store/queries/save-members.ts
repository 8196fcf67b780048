import type { Tx } from '@perennial/persistence';

import type { Member } from '../../domain/snapshot.js';
import { storedStateOf } from '../stored-state.js';

const SQL = /* sql */ `
  update balance
     set available = saved.available, earned = saved.earned, clawed_back = saved.clawed_back,
         transfers = saved.transfers, reward_sequence = saved.reward_sequence,
         points_sequence = saved.points_sequence, state = saved.state
    from unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::jsonb[])
      as saved (account, available, earned, clawed_back, transfers, reward_sequence, points_sequence, state)
   where balance.account = saved.account`;

/** The members are locked, so they are there. */
export async function saveMembers(tx: Tx, members: readonly Member[]): Promise<void> {
  if (members.length === 0) return;
  await tx.query(
    SQL,
    [
      members.map(({ account }) => account),
      members.map(({ available }) => available),
      members.map(({ state }) => state.earned),
      members.map(({ state }) => state.clawedBack),
      members.map(({ transfers }) => transfers),
      members.map(({ rewardSequence }) => rewardSequence),
      members.map(({ pointsSequence }) => pointsSequence),
      members.map(({ state }) => JSON.stringify(storedStateOf(state))),
    ],
    'ledger-save-members',
  );
}
