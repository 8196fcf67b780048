import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { DayChange } from '../../domain/day-change.js';

const SQL = /* sql */ `
  insert into purchase_day (customer_id, currency, day, bucket, orders, amount_minor)
  select * from unnest($1::text[], $2::text[], $3::date[], $4::int2[], $5::int4[], $6::int8[])
      on conflict (customer_id, currency, day) do update
     set orders = purchase_day.orders + excluded.orders,
         amount_minor = purchase_day.amount_minor + excluded.amount_minor`;

/** Adds orders to the days of customers that `tx` has locked. Only what adds: a row to insert is checked before it is known to exist. */
export async function addToDays(tx: Tx, changes: readonly DayChange[]): Promise<void> {
  await tx.query(
    SQL,
    [
      changes.map(({ customerId }) => customerId),
      changes.map(({ currency }) => currency),
      changes.map(({ day }) => isoDate(day)),
      changes.map(({ customerId }) => bucketOf(customerId)),
      changes.map(({ orders }) => orders),
      changes.map(({ amountMinor }) => amountMinor),
    ],
    'metrics.add-to-days',
  );
}
