import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select customer_id, occasion
    from decision
   where customer_id = any($1::text[]) and campaign_id = $2 and occasion is not null`;

/** The occasions that a campaign has decided about, whatever came of it, by customer. */
export async function listDecidedOccasions(
  tx: Tx,
  customerIds: readonly string[],
  campaignId: string,
): Promise<Map<string, Set<string>>> {
  const columns = [textColumn(customerIds, (customerId) => customerId), campaignId];
  const rows = await tx.query<{ customer_id: string; occasion: string }>(
    SQL,
    columns,
    'campaign.list-decided-occasions',
  );
  const decided = new Map<string, Set<string>>();
  for (const { customer_id, occasion } of rows)
    decided.set(customer_id, (decided.get(customer_id) ?? new Set()).add(occasion));
  return decided;
}
