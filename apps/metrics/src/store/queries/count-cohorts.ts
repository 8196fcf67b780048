import type { Tx } from '@perennial/persistence';

import type { AgeVariant, CohortCell } from '../../domain/cohort-grid.js';
import type { CohortGrouping } from '../../domain/retention-grouping.js';
import { aloneIn, groupedBy, wantedPurchases, type WantedPurchases } from './grouped-purchases.js';

// Months of one's own: the k-th begins k months after the first purchase day, on the last day of a month that is shorter.
const OWN_MONTHS = /* sql */ `
  months - case when (first_day + make_interval(months => months))::date > day then 1 else 0 end`;

const sqlOf = (variant: AgeVariant, grouping: CohortGrouping | undefined) => {
  const { expression, join } = groupedBy(grouping);
  return /* sql */ `
    with first as (
      select customer_id, min(first_day) as day
        from purchase_history
       where purchase_days > 0 and ($3::text is null or currency = $3)
       group by 1
      having min(first_day) between $1 and $2
    ), placed as (
      select ${expression} as thing, d.customer_id from first d ${join}
    ), told as (
      select thing, customer_id, ${aloneIn(grouping)} as alone from placed
    ), bought as (
      select f.customer_id, f.day as first_day, d.day,
             ((extract(year from d.day) - extract(year from f.day)) * 12
               + extract(month from d.day) - extract(month from f.day))::int4 as months
        from first f
        join purchase_day d on d.customer_id = f.customer_id and d.orders > 0 and d.day <= $2
         and ($3::text is null or d.currency = $3)
    ), aged as (
      select distinct to_char(first_day, 'YYYY-MM') as cohort, customer_id,
             ${variant === 'own-months' ? OWN_MONTHS : 'months'} as age
        from bought
    )
    select thing, cohort, age, count(*) as customers, count(*) filter (where alone) as alone
      from aged join told using (customer_id)
     where age < $4
     group by thing, cohort, age
     order by thing collate "C" nulls last, cohort, age
     limit $5`;
};

interface Row {
  readonly thing: string | null;
  readonly cohort: string;
  readonly age: number;
  readonly customers: bigint;
  readonly alone: bigint;
}

/**
 * How many customers of each acquisition month bought at each age, in months, by group. Age 0 is the month of the first purchase:
 * all of them.
 *
 * @param wanted days of the first purchase; the last one is also the last that purchases are counted on
 * @param agesMax ages from 0 on
 * @param limit cohorts of groups read at most. Where there are more, some more may be there, the last one not whole
 * @returns by group in alphabetical order, the unknown one last; without a grouping, null as the group
 */
export async function countCohorts(
  tx: Tx,
  wanted: WantedPurchases,
  { variant, grouping, agesMax }: { variant: AgeVariant; grouping?: CohortGrouping | undefined; agesMax: number },
  limit: number,
): Promise<CohortCell[]> {
  const parameters = [...wantedPurchases(wanted), agesMax, limit * agesMax];
  const rows = await tx.query<Row>(sqlOf(variant, grouping), parameters);
  return rows.map(({ thing, cohort, age, customers, alone }) => ({
    ...{ group: thing, cohort, age, customers: Number(customers), alone: Number(alone) },
  }));
}
