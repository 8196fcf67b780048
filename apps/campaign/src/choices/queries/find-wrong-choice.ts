import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select d.campaign_id
    from decision d
    left join offer o on o.customer_id = d.customer_id and o.offer_id = d.decision_id
    left join choice_policy p on p.campaign_id = d.campaign_id and p.version = (d.choice ->> 'policyVersion')::int4
   where d.outcome = 'offered' and (d.choice is not null or o.option is not null)
     and (o.option is distinct from d.choice ->> 'chosen'
          or (select count(*) from jsonb_array_elements(d.choice -> 'eligible') e
               where e ->> 'option' = d.choice ->> 'chosen' and e -> 'propensity' = d.choice -> 'propensity') <> 1
          or (select abs(sum((e ->> 'propensity')::float8) - 1) from jsonb_array_elements(d.choice -> 'eligible') e) > 1e-9
          or p.version is null and d.choice ->> 'policyVersion' <> '0')
   limit 1`;

/** Offers that were chosen among several are what was chosen, from what was known. @returns the first that is not, in words */
export async function findWrongChoice(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ campaign_id: string }>(SQL);
  return row && `an offer of ${row.campaign_id} is not what was chosen, or its choice cannot be made again`;
}
