import { textColumn, type Tx } from '@perennial/persistence';

// Counted anew from all offers: what was given back, or belongs to somebody who was forgotten, is not in it any more. An offer
// counts when its time is over, whatever became of it before: redemptions are told sooner than that nobody redeemed, so of offers
// under way the one that is made most often would look best.
const SQL = /* sql */ `
  with asked as (
    select distinct campaign_id from unnest($1::text[]) as each (campaign_id)
  ), counted as (
    select campaign_id, option, count(*) filter (where ended = 'redeemed') as redeemed,
           count(*) filter (where ended = 'expired') as expired
      from offer
     where campaign_id = any($1) and option is not null and ended is not null and valid_to <= $2
     group by 1, 2
  ), learnt as (
    select campaign_id, coalesce(jsonb_object_agg(option, jsonb_build_object('redeemed', redeemed, 'expired', expired))
                                   filter (where option is not null), '{}') as outcomes
      from asked
      left join counted using (campaign_id)
     group by 1
  ), newest as (
    select latest.*
      from unnest($1::text[]) as of (id)
     cross join lateral (
             select campaign_id, version, outcomes
               from choice_policy
              where campaign_id = of.id
              order by version desc
              limit 1) latest
  )
  insert into choice_policy (campaign_id, version, outcomes, made_at)
  select campaign_id, coalesce(newest.version, 0) + 1, learnt.outcomes, $2
    from learnt
    left join newest using (campaign_id)
   where learnt.outcomes <> coalesce(newest.outcomes, '{}')
   order by 1
      on conflict do nothing
  returning campaign_id, version`;

export interface LearntPolicy {
  readonly campaignId: string;
  readonly version: number;
}

/**
 * Makes the next version of what campaigns know of their offers, where it is not what the newest one says. Of two that do it at the
 * same moment one does nothing.
 *
 * @param asOf offers count that are over by then
 * @returns the versions that are new
 */
export async function learnPolicies(db: Tx, campaignIds: readonly string[], asOf: Date): Promise<LearntPolicy[]> {
  if (campaignIds.length === 0) return [];
  const rows = await db.query<{ campaign_id: string; version: number }>(
    SQL,
    [textColumn(campaignIds, (campaignId) => campaignId), asOf],
    'campaign.learn-choice-policies',
  );
  return rows.map(({ campaign_id: campaignId, version }) => ({ campaignId, version }));
}
