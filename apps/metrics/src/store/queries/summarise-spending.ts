import type { Tx } from '@perennial/persistence';

import type { RetentionGrouping } from '../../domain/retention-grouping.js';
import type { Spending } from '../../domain/spending.js';
import { BOUGHT, groupedBy, wantedPurchases, type WantedPurchases } from './grouped-purchases.js';

interface Row {
  readonly thing: string | null;
  readonly currency: string;
  readonly customers: bigint;
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
    )
    select ${expression} as thing, d.currency, count(distinct d.customer_id) as customers, sum(d.orders)::int8 as orders,
           count(*) as days, sum(d.amount_minor)::text as minor, count(d.gap) as gaps, avg(d.gap)::float8 as mean_gap,
           percentile_cont(array[0.25, 0.5, 0.75]) within group (order by d.gap) as quartiles
      from bought d ${join}
     where ${BOUGHT}
     group by 1, d.currency
     order by (${expression}) collate "C" nulls last, d.currency
     limit $4`;
  const rows = await tx.query<Row>(sql, [...wantedPurchases(wanted), limit]);
  return rows.map((row) => ({
    group: row.thing,
    currency: row.currency,
    customers: Number(row.customers),
    orders: Number(row.orders),
    purchaseDays: Number(row.days),
    revenueMinor: BigInt(row.minor),
    gaps: Number(row.gaps),
    meanGapDays: row.mean_gap,
    gapQuartiles: row.quartiles,
  }));
}
