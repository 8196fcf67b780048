import type { Tx } from '@perennial/persistence';

import type { RetentionGrouping } from '../../domain/retention-grouping.js';
import type { Spending } from '../../domain/spending.js';
import { BOUGHT, groupedBy, wantedPurchases, type WantedPurchases } from './grouped-purchases.js';

interface Row {
  readonly thing: string | null;
  readonly currency: string;
  readonly customers: bigint;
  readonly alone: bigint;
  readonly orders: bigint;
  readonly days: bigint;
  readonly minor: string;
  readonly gaps: bigint;
  readonly mean_gap: number | null;
  readonly quartiles: readonly number[] | null;
}

/**
 * What customers spent in a window, how often, and how long after their purchase day before, which may lie before the
 * window. Money is of one currency each, and so are the days.
 *
 * @param limit groups read at most, each with one currency
 * @returns by group in alphabetical order, the unknown one last, then by currency
 */
export async function summariseSpending(
  tx: Tx,
  wanted: WantedPurchases,
  grouping: RetentionGrouping | undefined,
  limit: number,
): Promise<Spending[]> {
  const { expression, join } = groupedBy(grouping);
  const sql = /* sql */ `
    with bought as (
      select p.*, p.day - lag(p.day) over (partition by p.customer_id, p.currency order by p.day) as gap
        from purchase_day p
       where p.orders > 0 and p.day <= $2
    ), placed as (
      select ${expression} as thing, d.customer_id, d.currency, d.orders, d.amount_minor, d.gap
        from bought d ${join}
       where ${BOUGHT}
    ), alone as (
      select customer_id, currency
        from placed
       group by customer_id, currency
      having min(thing) is not distinct from max(thing) and count(thing) in (0, count(*))
    )
    select thing, currency, count(distinct customer_id) as customers, count(distinct ${grouping ? 'alone.' : ''}customer_id) as alone,
           sum(orders)::int8 as orders, count(*) as days, sum(amount_minor)::text as minor, count(gap) as gaps,
           avg(gap)::float8 as mean_gap, percentile_cont(array[0.25, 0.5, 0.75]) within group (order by gap) as quartiles
      from placed ${grouping ? 'left join alone using (customer_id, currency)' : ''}
     group by thing, currency
     order by thing collate "C" nulls last, currency
     limit $4`;
  const rows = await tx.query<Row>(sql, [...wantedPurchases(wanted), limit]);
  return rows.map((row) => ({
    group: row.thing,
    currency: row.currency,
    customers: Number(row.customers),
    alone: Number(row.alone),
    orders: Number(row.orders),
    purchaseDays: Number(row.days),
    revenueMinor: BigInt(row.minor),
    gaps: Number(row.gaps),
    meanGapDays: row.mean_gap,
    gapQuartiles: row.quartiles,
  }));
}
