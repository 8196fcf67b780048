import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with counting as (
    select record.person_id as customer_id, currency, count(*) as orders, sum(net_minor) as minor
      from (${COUNTED_ORDERS}) counted
      join customer_record record using (customer_id)
     group by 1, 2
  ), by_day as (
    select customer_id, currency, sum(orders) as orders, sum(amount_minor) as minor, count(*) filter (where orders > 0) as days
      from purchase_day group by 1, 2
  )
  select currency, coalesce(counting.orders, 0) as orders, coalesce(by_day.orders, 0) as day_orders,
         coalesce(purchase_history.orders, 0) as history_orders, coalesce(counting.minor, 0) as minor,
         coalesce(by_day.minor, 0) as day_minor, coalesce(purchase_history.total_minor, 0) as history_minor
    from counting full join by_day using (customer_id, currency) full join purchase_history using (customer_id, currency)
   where (coalesce(counting.orders, 0), coalesce(counting.minor, 0)) is distinct from
         (coalesce(by_day.orders, 0), coalesce(by_day.minor, 0))
      or (coalesce(counting.orders, 0), coalesce(counting.minor, 0), coalesce(by_day.days, 0)) is distinct from
         (coalesce(purchase_history.orders, 0), coalesce(purchase_history.total_minor, 0), coalesce(purchase_history.purchase_days, 0))
   limit 1`;

interface Row {
  readonly currency: string;
  readonly orders: bigint;
  readonly day_orders: bigint;
  readonly history_orders: bigint;
  readonly minor: bigint;
  readonly day_minor: bigint;
  readonly history_minor: bigint;
}

/** Orders net of returns against days against histories. @returns the first customer and currency with a difference, in words without the customer */
export async function findMissummedHistory(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { currency, orders, minor, day_orders, day_minor, history_orders, history_minor } = row;
  return (
    `a customer has ${orders} orders of ${minor} minor units ${currency}, in days ${day_orders} of ${day_minor}, ` +
    `in the history ${history_orders} of ${history_minor}`
  );
}
