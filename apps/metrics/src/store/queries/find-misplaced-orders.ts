import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

// A later instant is on no earlier day, whatever the time zone: so the orders of somebody, in their order, fill the days one
// after the other. Clocks are 12 hours behind UTC at most and 14 ahead.
const SQL = /* sql */ `
  with placed as (
    select record.person_id as customer_id, currency, placed_at, net_minor,
           row_number() over (partition by record.person_id, currency order by placed_at) as place
      from (${COUNTED_ORDERS}) counted
      join customer_record record using (customer_id)
  ), held as (
    select customer_id, currency, day, orders, amount_minor,
           sum(orders) over (partition by customer_id, currency order by day) as last_place
      from purchase_day
  )
  select held.currency, held.day::text, held.amount_minor, coalesce(sum(placed.net_minor), 0)::int8 as placed_minor
    from held
    left join placed on placed.customer_id = held.customer_id and placed.currency = held.currency
                    and placed.place > held.last_place - held.orders and placed.place <= held.last_place
   group by held.customer_id, held.currency, held.day, held.amount_minor
  having coalesce(sum(placed.net_minor), 0) <> held.amount_minor
      or min(placed.placed_at) < (held.day - interval '14 hours') at time zone 'UTC'
      or max(placed.placed_at) >= (held.day + interval '36 hours') at time zone 'UTC'
   limit 1`;

interface Row {
  readonly currency: string;
  readonly day: string;
  readonly amount_minor: bigint;
  readonly placed_minor: bigint;
}

/**
 * Orders against the days they were placed on. The programme's time zone is not asked, so a day that is off by one may be
 * taken for one of another zone.
 *
 * @returns the first day with a difference, in words without the customer
 */
export async function findMisplacedOrders(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (!row) return undefined;
  const { currency, day, amount_minor: held, placed_minor: placed } = row;
  return `a customer has ${held} minor units ${currency} on ${day}; the orders that fit there have ${placed}, or were not placed then`;
}
