import type { Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { DayChange } from '../../domain/day-change.js';

const SQL = /* sql */ `
  update purchase_day d
     set orders = d.orders + n.orders, amount_minor = d.amount_minor + n.amount_minor
    from unnest($1::text[], $2::text[], $3::date[], $4::int4[], $5::int8[])
      as n(customer_id, currency, day, orders, amount_minor)
   where d.customer_id = n.customer_id and d.currency = n.currency and d.day = n.day`;

/** Changes days that are known, of customers that `tx` has locked; what they lose may be more than what they gain. */
export async function correctDays(tx: Tx, changes: readonly DayChange[]): Promise<void> {
  await tx.query(
    SQL,
    [
      changes.map(({ customerId }) => customerId),
      changes.map(({ currency }) => currency),
      changes.map(({ day }) => isoDate(day)),
      changes.map(({ orders }) => orders),
      changes.map(({ amountMinor }) => amountMinor),
    ],
    'metrics.correct-days',
  );
}
