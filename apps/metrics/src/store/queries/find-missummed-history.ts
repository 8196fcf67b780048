import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with counting as (
    select record.person_id as customer_id, currency, count(*) as orders, sum(net_minor) as minor
      from (${COUNTED_ORDERS}) counted
      join customer_record record using (customer_id)
     group by 1, 2
  ), by_day as (
    select customer_id, currency, sum(orders) as orders, sum(amount_minor) as minor, count(*) filter (where orders > 0) as days,
           min(day) filter (where orders > 0) as first_day, max(day) filter (where orders > 0) as last_day,
           (array_agg(amount_minor order by day) filter (where orders > 0))[1] as first_day_minor
      from purchase_day group by 1, 2
  ), said as (
    select currency,
           row(coalesce(counting.orders, 0), coalesce(counting.minor, 0))::text as of_orders,
           row(coalesce(by_day.orders, 0), coalesce(by_day.minor, 0))::text as sum_of_days,
           row(coalesce(by_day.orders, 0), coalesce(by_day.minor, 0), coalesce(by_day.days, 0), by_day.first_day,
               by_day.last_day, coalesce(by_day.first_day_minor, 0))::text as of_days,
           row(coalesce(history.orders, 0), coalesce(history.total_minor, 0), coalesce(history.purchase_days, 0),
               history.first_day, history.last_day, coalesce(history.first_day_minor, 0))::text as of_history
      from counting full join by_day using (customer_id, currency)
      full join purchase_history history using (customer_id, currency)
  )
  select currency, of_orders, of_days, of_history
    from said
   where of_orders <> sum_of_days or of_days <> of_history
   limit 1`;

interface Row {
  readonly currency: string;
  readonly of_orders: string;
  readonly of_days: string;
  readonly of_history: string;
}

/** Orders net of returns against days against histories. @returns the first customer and currency with a difference, in words without the customer */
export async function findMissummedHistory(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { currency, of_orders: orders, of_days: days, of_history: history } = row;
  return (
    `a customer has (orders, minor units ${currency}) ${orders}, and (the same, days, first, last, units of the first) in the ` +
    `days ${days}, in the history ${history}`
  );
}
