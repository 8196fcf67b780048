import type { Tx } from '@perennial/persistence';

// The row is locked until the transaction ends, so of many who want the last one, one gets it.
const SQL = /* sql */ `
  insert into reward_taken (reward_id, period, taken)
  select $1, $2, $3::int8 where $4::int8 is null or $3::int8 <= $4
  on conflict (reward_id, period) do update set taken = reward_taken.taken + excluded.taken
   where $4::int8 is null or reward_taken.taken + excluded.taken <= $4
  returning taken`;

export interface TakenReward {
  readonly rewardId: string;
  /** `all`, or a month such as 2027-03. */
  readonly period: string;
  readonly quantity: number;
  /** How many there are in the period; undefined: no limit. */
  readonly limit: number | undefined;
}

/** Counts rewards as gone. @returns false when there are not so many left: then nothing was counted */
export async function takeReward(tx: Tx, { rewardId, period, quantity, limit }: TakenReward): Promise<boolean> {
  const rows = await tx.query(SQL, [rewardId, period, quantity, limit ?? null], 'ledger-take-reward');
  return rows.length > 0;
}
