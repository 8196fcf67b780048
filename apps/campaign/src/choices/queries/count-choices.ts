import type { Tx } from '@perennial/persistence';

import type { Asked } from '../../results/queries/assigned.js';

// Groups are few: a propensity is that of a policy and a set of eligible offers.
const SQL = /* sql */ `
  select o.option, (d.choice ->> 'propensity')::float8 as propensity,
         jsonb_path_query_array(d.choice, '$.eligible[*].option') as eligible,
         case when o.ended is not null and o.ended_at <= $4::timestamptz then o.ended
              when o.valid_to <= $4 then 'expired' else 'open' end as state,
         o.valid_to <= $4 as over, count(*) as n
    from decision d
    join offer o on o.customer_id = d.customer_id and o.offer_id = d.decision_id
   where d.campaign_id = $1 and d.outcome <> 'skipped' and d.choice is not null and d.cause_at < $4
     and ($2::timestamptz is null or d.cause_at >= $2) and ($3::timestamptz is null or d.cause_at < $3)
   group by 1, 2, 3, 4, 5
   order by 1, 2, 3, 4, 5`;

interface Row {
  readonly option: string;
  readonly propensity: number;
  readonly eligible: readonly string[];
  readonly state: 'redeemed' | 'expired' | 'open';
  readonly over: boolean;
  readonly n: bigint;
}

/** Offers that were chosen among the same ones, with the same probability, and came to the same. */
export interface ChoiceCount extends Omit<Row, 'n'> {
  readonly n: number;
}

/** What became of the offers that a campaign chose in the period, as it stood at `asOf`. */
export async function countChoices(
  tx: Tx,
  { campaignId, from, until, asOf }: Pick<Asked, 'campaignId' | 'from' | 'until' | 'asOf'>,
): Promise<ChoiceCount[]> {
  const rows = await tx.query<Row>(SQL, [campaignId, from ?? null, until ?? null, asOf], 'campaign.count-choices');
  return rows.map(({ n, ...row }) => ({ ...row, n: Number(n) }));
}
