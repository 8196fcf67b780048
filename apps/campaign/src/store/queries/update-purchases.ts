import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update customer c
     set purchases = n.purchases
    from unnest($1::text[], $2::int4[]) as n(customer_id, purchases)
   where c.customer_id = n.customer_id`;

/** Sets how many purchases count, of customers that `tx` has locked. */
export async function updatePurchases(tx: Tx, purchases: ReadonlyMap<string, number>): Promise<void> {
  await tx.query(SQL, [[...purchases.keys()], [...purchases.values()]], 'campaign.update-purchases');
}
