import type { Tx } from '@perennial/persistence';

import type { SurveyWindow } from '../../domain/survey-window.js';

/** Of the rows of customers, which have their sums and whether they are `alone`. */
export const CURRENCY_FIGURES = /* sql */ `
  currency, coalesce(sum(orders), 0)::int8 as orders, coalesce(sum(purchase_days), 0)::int8 as purchase_days,
  coalesce(sum(total_minor), 0)::text as revenue_minor, count(*) as customers, count(*) filter (where alone) as alone,
  count(*) filter (where purchase_days > 1) as repeat_customers, min(first_day) as first_day, max(last_day) as last_day`;

const sqlOf = (histories: string) => /* sql */ `
  select ${CURRENCY_FIGURES}
    from (${histories}) history
   group by currency
   order by currency`;

// Of all time it is kept already, so that no day has to be read. Nothing of it is suppressed, so that nobody has to know `alone`.
const OF_ALL_TIME = sqlOf(/* sql */ `
  select currency, orders, purchase_days, total_minor, first_day, last_day, null::bool as alone
    from purchase_history
   where purchase_days > 0`);

const OF_DAYS = sqlOf(/* sql */ `
  select currency, sum(orders) as orders, count(*) as purchase_days, sum(amount_minor) as total_minor,
         min(day) as first_day, max(day) as last_day, count(*) over (partition by customer_id) = 1 as alone
    from purchase_day
   where orders > 0 and day between $1 and $2
   group by customer_id, currency`);

export interface CurrencySummary {
  readonly currency: string;
  readonly orders: number;
  readonly purchaseDays: number;
  readonly revenueMinor: number;
  readonly customers: number;
  /** Those of them who bought in no other currency; of all time not counted. */
  readonly alone: number;
  readonly repeatCustomers: number;
  /** YYYY-MM-DD, inclusive. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * What customers bought in some days, or ever, net of returns, by currency. Not in it: guests, orders cancelled or returned as a
 * whole, and who was forgotten.
 */
export async function summarisePurchases(tx: Tx, { from, to }: SurveyWindow): Promise<CurrencySummary[]> {
  const isWindow = from !== undefined || to !== undefined;
  const rows = isWindow
    ? await tx.query<SummaryRow>(OF_DAYS, [from ?? '-infinity', to ?? 'infinity'])
    : await tx.query<SummaryRow>(OF_ALL_TIME);
  return rows.map(currencySummaryOf);
}

export function currencySummaryOf(row: SummaryRow): CurrencySummary {
  return {
    currency: row.currency,
    orders: Number(row.orders),
    purchaseDays: Number(row.purchase_days),
    revenueMinor: Number(row.revenue_minor),
    customers: Number(row.customers),
    alone: Number(row.alone),
    repeatCustomers: Number(row.repeat_customers),
    firstDay: row.first_day,
    lastDay: row.last_day,
  };
}

export interface SummaryRow {
  readonly currency: string;
  readonly orders: bigint;
  readonly purchase_days: bigint;
  readonly revenue_minor: string;
  readonly customers: bigint;
  readonly alone: bigint;
  readonly repeat_customers: bigint;
  readonly first_day: string;
  readonly last_day: string;
}
