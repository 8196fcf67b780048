import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with record as (
    select customer_id, customer_id as person_id from unnest($1::text[]) as person (customer_id)
     union all
    select customer_id, person_id from customer_record where person_id = any($1::text[]) and person_id <> customer_id
  )
  select record.person_id, decision.campaign_id
    from record
    join decision on decision.customer_id = record.customer_id and decision.outcome <> 'skipped'`;

/** The campaigns that have made or withheld an offer, of persons that `tx` has locked; without those that have none. */
export async function listAnsweredCampaigns(tx: Tx, persons: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows = await tx.query<{ person_id: string; campaign_id: string }>(
    SQL,
    [textColumn(persons, (person) => person)],
    'campaign.list-answered-campaigns',
  );
  const answered = new Map<string, Set<string>>();
  for (const row of rows) {
    const campaigns = answered.get(row.person_id);
    if (campaigns) campaigns.add(row.campaign_id);
    else answered.set(row.person_id, new Set([row.campaign_id]));
  }
  return answered;
}
