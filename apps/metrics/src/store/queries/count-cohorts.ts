import type { Tx } from '@perennial/persistence';

import type { AgeVariant, CohortCell } from '../../domain/cohort-grid.js';

// Months of one's own: the k-th begins k months after the first purchase day, on the last day of a month that is shorter.
const OWN_MONTHS = /* sql */ `
  months - case when (first_day + make_interval(months => months))::date > day then 1 else 0 end`;

const sqlOf = (variant: AgeVariant) => /* sql */ `
  with first as (
    select customer_id, min(first_day) as first_day
      from purchase_history
     where purchase_days > 0 and ($1::text is null or currency = $1)
     group by 1
    having min(first_day) between $2 and $3
  ), bought as (
    select f.customer_id, f.first_day, d.day,
           ((extract(year from d.day) - extract(year from f.first_day)) * 12
             + extract(month from d.day) - extract(month from f.first_day))::int4 as months
      from first f
      join purchase_day d on d.customer_id = f.customer_id and d.orders > 0 and d.day <= $3
       and ($1::text is null or d.currency = $1)
  ), aged as (
    select distinct to_char(first_day, 'YYYY-MM') as cohort, customer_id,
           ${variant === 'own-months' ? OWN_MONTHS : 'months'} as age
      from bought
  )
  select cohort, age, count(*) as customers from aged group by cohort, age order by cohort, age`;

/**
 * How many customers of each acquisition month bought at each age, in months. Age 0 is the month of the first purchase: all
 * of them.
 *
 * @param from first and last day of first purchases, YYYY-MM-DD; purchases until the last one are counted
 */
export async function countCohorts(
  tx: Tx,
  {
    variant,
    currency,
    from,
    asOf,
  }: { variant: AgeVariant; currency?: string | undefined; from?: string | undefined; asOf: string },
): Promise<CohortCell[]> {
  const rows = await tx.query<{ cohort: string; age: number; customers: bigint }>(sqlOf(variant), [
    currency ?? null,
    from ?? '-infinity',
    asOf,
  ]);
  return rows.map((row) => ({ ...row, customers: Number(row.customers) }));
}
