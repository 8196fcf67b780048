import type { Tx } from '@perennial/persistence';

// `order by` fixes the lock order: two transactions then wait for each other instead of deadlocking.
const SQL = /* sql */ `
  select customer_id, purchases
    from customer
   where customer_id = any($1)
   order by customer_id
     for update`;

/** How many purchases of each customer count, locked until `tx` ends: nobody else decides about them meanwhile. */
export async function lockCustomers(tx: Tx, customerIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ customer_id: string; purchases: number }>(
    SQL,
    [customerIds],
    'campaign.lock-customers',
  );
  return new Map(rows.map((row) => [row.customer_id, row.purchases]));
}
