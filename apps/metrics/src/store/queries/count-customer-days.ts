import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into customer (customer_id, bucket, purchase_days)
  select n.customer_id, n.bucket, count(distinct d.day)
    from unnest($1::text[], $2::int2[]) as n(customer_id, bucket)
    left join purchase_day d on d.customer_id = n.customer_id and d.orders > 0
   group by n.customer_id, n.bucket
      on conflict (customer_id) do update set purchase_days = excluded.purchase_days
   where customer.purchase_days <> excluded.purchase_days`;

/** Writes anew on how many days customers bought, in whatever currency. They are locked by `tx`. */
export async function countCustomerDays(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await tx.query(
    SQL,
    [textColumn(customerIds, (customerId) => customerId), plainColumn(customerIds, bucketOf)],
    'metrics.count-customer-days',
  );
}
