import { textColumn, type Tx } from '@perennial/persistence';

import type { ReferralAward } from './save-awards.js';

const SQL = /* sql */ `
  with asked as (
    select cause_source, cause_id from referral_award where customer_id = any($1::text[]) and side = 'referee' and thing is null
     union
    select a.cause_source, a.cause_id
      from unnest($2::text[], $3::text[]) as n (customer_id, reward_id)
      join referral_award a using (customer_id, reward_id)
     where a.thing is null
  )
  select award.customer_id, award.reward_id
    from asked
    join referral_award friend using (cause_source, cause_id)
    join referral_reversal reversal on reversal.customer_id = friend.customer_id
    join referral_award award using (cause_source, cause_id)
   where friend.side = 'referee' and friend.thing is null and award.thing is null
   order by 1, 2`;

type Award = Pick<ReferralAward, 'customerId' | 'rewardId'>;

/**
 * Of awards for friends of which an earlier build of the ledger did not say what they are for: those, of both sides, for friends from whom points
 * were taken back of which it did not say it either.
 *
 * @param friends persons; all of what was given for them is looked at
 * @param awards those of which it is asked besides, whoever they are of
 */
export async function listReversedAwards(
  tx: Tx,
  friends: readonly string[],
  awards: readonly Award[],
): Promise<Award[]> {
  if (friends.length === 0 && awards.length === 0) return [];
  const rows = await tx.query<{ customer_id: string; reward_id: string }>(
    SQL,
    [
      textColumn(friends, (friend) => friend),
      textColumn(awards, ({ customerId }) => customerId),
      textColumn(awards, ({ rewardId }) => rewardId),
    ],
    'campaign.list-reversed-awards',
  );
  return rows.map(({ customer_id: customerId, reward_id: rewardId }) => ({ customerId, rewardId }));
}
