import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select distinct customer_id
    from decision
   where customer_id = any($1::text[]) and campaign_id = $2 and occasion is not null and decided_at > $3`;

/** Those of the customers whom a campaign has decided about for a date, since an instant. */
export async function findDecided(
  tx: Tx,
  customerIds: readonly string[],
  campaignId: string,
  since: Date,
): Promise<Set<string>> {
  const columns = [textColumn(customerIds, (customerId) => customerId), campaignId, since];
  const rows = await tx.query<{ customer_id: string }>(SQL, columns, 'campaign.find-decided');
  return new Set(rows.map((row) => row.customer_id));
}
