import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update customer c
     set purchase_days = n.purchase_days
    from (select i.customer_id, count(distinct d.day) as purchase_days
            from unnest($1::text[]) as i(customer_id)
            left join purchase_day d on d.customer_id = i.customer_id and d.orders > 0
           group by i.customer_id) n
   where c.customer_id = n.customer_id and c.purchase_days <> n.purchase_days`;

/** Writes anew on how many days customers bought, in whatever currency. They are locked by `tx`. */
export async function countCustomerDays(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(SQL, [customerIds], 'metrics.count-customer-days');
}
