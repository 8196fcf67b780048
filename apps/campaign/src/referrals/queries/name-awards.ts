import { textColumn, type Tx } from '@perennial/persistence';

// Both sides of a referral have one purchase as their cause; whoever has become one person with their friend has brought nobody.
const NAME = /* sql */ `
  with meant as (
    select n.thing, friend.customer_id as friend_id, friend.reward_id as friend_reward, advocate.customer_id as advocate_id,
           advocate.reward_id as advocate_reward
      from unnest($1::text[]) as n (thing)
      join referral r on r.referral_id = substr(n.thing, length('referral:') + 1)
      join referral_award friend on friend.customer_id = r.referee_id and friend.side = 'referee' and friend.thing is null
      join referral_award advocate using (cause_source, cause_id)
     where n.thing like 'referral:%' and advocate.customer_id = r.customer_id and advocate.side = 'referrer' and advocate.thing is null
       and not exists (select from referral_reversal reversal where reversal.customer_id = friend.customer_id)
  )
  update referral_award a
     set thing = meant.thing, sequence = coalesce(a.sequence, 0)
    from meant
   where (a.customer_id, a.reward_id) in ((friend_id, friend_reward), (advocate_id, advocate_reward))`;

const POINTS = /* sql */ `
  update referral_award a
     set points = taken.points
    from (select thing, side, sum(points)::int8 as points from referral_clawback where thing = any($1::text[]) group by thing, side) taken
   where a.thing = taken.thing and a.side = taken.side and a.points is null`;

/**
 * Has awards of which an earlier build did not say what they are for be for what is taken back now, where the referral it names is theirs and
 * nothing was taken back of them before. How many points they were nobody knows: whatever is taken back of a side takes them all, so it was as many.
 * Until then they have none.
 */
export async function nameAwards(tx: Tx, things: readonly string[]): Promise<void> {
  if (things.length === 0) return;
  const column = textColumn(things, (thing) => thing);
  await tx.query(NAME, [column], 'campaign.name-referral-awards');
  await tx.query(POINTS, [column], 'campaign.say-points-of-named-awards');
}
