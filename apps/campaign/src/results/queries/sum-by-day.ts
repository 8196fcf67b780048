import { COUNTED_ORDERS } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';

import type { ResultArm, SumsOfDay } from '../domain/arm-sums.js';
import { ASSIGNED, assignedColumns, type Asked } from './assigned.js';

// What was spent before is what was paid, whether or not it was sent back since: that may already be the work of the offer. The
// purchase that triggered the campaign is of before.
const SQL = /* sql */ `
  with observed as materialized (
    select person_id, arm, assigned_at, ends_at, (ends_at at time zone $6)::date as day
      from (${ASSIGNED}) assigned
     where ends_at <= $5
  ), after as materialized (
    select o.person_id, counted.currency, sum(counted.net_minor) as y
      from observed o
      join customer_record record using (person_id)
      join (${COUNTED_ORDERS}) counted on counted.customer_id = record.customer_id
     where counted.placed_at > o.assigned_at and counted.placed_at < o.ends_at
     group by 1, 2
  ), before as (
    select o.person_id, placed.currency, sum(placed.total_minor) as x
      from observed o
      join customer_record record using (person_id)
      join commerce_order placed on placed.customer_id = record.customer_id
     where placed.placed_at <= o.assigned_at and placed.placed_at > o.assigned_at - $4::int4 * interval '24 hours'
     group by 1, 2
  ), spent as (
    select person_id, currency, coalesce(x, 0) as x, coalesce(y, 0) as y
      from before
      full join after using (person_id, currency)
  )
  select day, arm, null as currency, count(*) as n,
         count(*) filter (where exists (select from after where after.person_id = observed.person_id)) as conversions,
         '0' as x, '0' as y, '0' as xx, '0' as yy, '0' as xy
    from observed
   group by 1, 2
   union all
  select day, arm, currency, 0, 0, sum(x)::text, sum(y)::text, sum(x * x)::text, sum(y * y)::text, sum(x * y)::text
    from observed
    join spent using (person_id)
   group by 1, 2, 3
   order by 1, 2, 3 nulls first`;

interface Row {
  readonly day: string;
  readonly arm: ResultArm;
  readonly currency: string | null;
  readonly n: bigint;
  readonly conversions: bigint;
  readonly x: string;
  readonly y: string;
  readonly xx: string;
  readonly yy: string;
  readonly xy: string;
}

/**
 * What customers whose window is over did, by the day on which it ended, in the order of the days. A conversion is a purchase that
 * counts, after the assignment and before the end of the window; money is of a person, under all records.
 */
export async function sumByDay(tx: Tx, asked: Asked, timeZone: string): Promise<SumsOfDay[]> {
  const rows = await tx.query<Row>(SQL, [...assignedColumns(asked), timeZone], 'campaign.sum-results-by-day');
  return rows.map(({ day, arm, currency, n, conversions, x, y, xx, yy, xy }) => ({
    ...{ day, arm, currency, n: Number(n), conversions: Number(conversions) },
    ...{ x: BigInt(x), y: BigInt(y), xx: BigInt(xx), yy: BigInt(yy), xy: BigInt(xy) },
  }));
}
