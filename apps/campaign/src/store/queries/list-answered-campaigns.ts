import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select customer_id, campaign_id
    from decision
   where customer_id = any($1) and outcome <> 'skipped'`;

/** The campaigns that have made or withheld an offer, of customers that `tx` has locked; without those that have none. */
export async function listAnsweredCampaigns(tx: Tx, customerIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows = await tx.query<{ customer_id: string; campaign_id: string }>(
    SQL,
    [customerIds],
    'campaign.list-answered-campaigns',
  );
  const answered = new Map<string, Set<string>>();
  for (const row of rows) {
    const campaigns = answered.get(row.customer_id);
    if (campaigns) campaigns.add(row.campaign_id);
    else answered.set(row.customer_id, new Set([row.campaign_id]));
  }
  return answered;
}
