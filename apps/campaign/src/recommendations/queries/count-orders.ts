import type { Tx } from '@perennial/persistence';

// Nothing else is asked of a row, so that the index alone answers.
const SQL = /* sql */ `select count(*) as orders from commerce_order where customer_id is not null`;

/** Orders of customers, whatever became of them. */
export async function countOrders(db: Tx): Promise<number> {
  const [row] = await db.query<{ orders: bigint }>(SQL, [], 'campaign.count-orders');
  return Number(row?.orders ?? 0);
}
