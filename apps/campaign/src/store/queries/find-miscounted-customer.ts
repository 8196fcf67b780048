import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with counted as (
    select record.person_id as customer_id, count(*) as orders
      from (${COUNTED_ORDERS}) counted
      join customer_record record using (customer_id)
     group by 1
  )
  select coalesce(counted.orders, 0)::int4 as orders, coalesce(customer.purchases, 0) as purchases
    from counted full join customer using (customer_id)
   where coalesce(counted.orders, 0) <> coalesce(customer.purchases, 0)
   limit 1`;

/** Orders that count against what was counted. @returns the first difference, in words without the customer */
export async function findMiscountedCustomer(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ orders: number; purchases: number }>(SQL);
  return row && `a customer has ${row.orders} orders that count, and ${row.purchases} were counted`;
}
