import type { Tx } from '@perennial/persistence';

import { moveColumns } from './move-columns.js';

const SQL = /* sql */ `
  with moved as (
    delete from purchase_day d
     using unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
     where d.customer_id = move.from_id
    returning move.into_id, move.bucket, d.currency, d.day, d.orders, d.amount_minor
  )
  insert into purchase_day (customer_id, currency, day, bucket, orders, amount_minor)
  select into_id, currency, day, bucket, sum(orders), sum(amount_minor) from moved group by into_id, currency, day, bucket
      on conflict (customer_id, currency, day) do update
     set orders = purchase_day.orders + excluded.orders,
         amount_minor = purchase_day.amount_minor + excluded.amount_minor
  returning customer_id, currency`;

/** A person and a currency whose days changed. */
export interface ChangedDays {
  readonly customerId: string;
  readonly currency: string;
}

/** Adds the days of persons who are none any more to those of the persons they have become. All are locked by `tx`. */
export async function moveDays(tx: Tx, moves: ReadonlyMap<string, string>): Promise<ChangedDays[]> {
  const rows = await tx.query<{ customer_id: string; currency: string }>(SQL, moveColumns(moves), 'metrics.move-days');
  const changed = rows.map((row) => ({ customerId: row.customer_id, currency: row.currency }));
  return [...new Map(changed.map((each) => [`${each.currency} ${each.customerId}`, each])).values()];
}
