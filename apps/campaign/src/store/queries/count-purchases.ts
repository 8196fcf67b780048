import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `select customer_id, purchases from customer where customer_id = any($1::text[])`;

/** How many purchases count of each person; missing: none. The persons are locked by `tx`: nobody else decides about them. */
export async function countPurchases(tx: Tx, persons: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ customer_id: string; purchases: number }>(
    SQL,
    [textColumn(persons, (person) => person)],
    'campaign.count-purchases',
  );
  return new Map(rows.map((row) => [row.customer_id, row.purchases]));
}
