import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into purchase_history (customer_id, currency, bucket, orders, purchase_days, first_day, last_day,
                                first_day_minor, total_minor)
  select n.customer_id, n.currency, n.bucket, coalesce(sum(d.orders), 0), count(d.day), min(d.day), max(d.day),
         coalesce((array_agg(d.amount_minor order by d.day))[1], 0), coalesce(sum(d.amount_minor), 0)
    from unnest($1::text[], $2::text[], $3::int2[]) as n(customer_id, currency, bucket)
    left join purchase_day d on d.customer_id = n.customer_id and d.currency = n.currency and d.orders > 0
   group by n.customer_id, n.currency, n.bucket
      on conflict (customer_id, currency) do update
     set orders = excluded.orders, purchase_days = excluded.purchase_days,
         first_day = excluded.first_day, last_day = excluded.last_day,
         first_day_minor = excluded.first_day_minor, total_minor = excluded.total_minor`;

/** Writes anew what the days of customers and currencies sum to. The customers are locked by `tx`. */
export async function summariseDays(
  tx: Tx,
  pairs: readonly { readonly customerId: string; readonly currency: string }[],
): Promise<void> {
  await tx.query(
    SQL,
    [
      pairs.map(({ customerId }) => customerId),
      pairs.map(({ currency }) => currency),
      pairs.map(({ customerId }) => bucketOf(customerId)),
    ],
    'metrics.summarise-days',
  );
}
