import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select currency, coalesce(sum(orders), 0)::int8 as orders, coalesce(sum(purchase_days), 0)::int8 as purchase_days,
         coalesce(sum(total_minor), 0)::text as revenue_minor, count(*) as customers,
         count(*) filter (where purchase_days > 1) as repeat_customers,
         min(first_day) as first_day, max(last_day) as last_day
    from purchase_history
   where purchase_days > 0
   group by currency
   order by currency`;

export interface CurrencySummary {
  readonly currency: string;
  readonly orders: number;
  readonly purchaseDays: number;
  readonly revenueMinor: number;
  readonly customers: number;
  readonly repeatCustomers: number;
  /** YYYY-MM-DD, inclusive. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** What customers bought, net of returns, by currency. Not in it: guests, orders cancelled or returned as a whole, and who was forgotten. */
export async function summarisePurchases(tx: Tx): Promise<CurrencySummary[]> {
  const rows = await tx.query<Row>(SQL);
  return rows.map((row) => ({
    currency: row.currency,
    orders: Number(row.orders),
    purchaseDays: Number(row.purchase_days),
    revenueMinor: Number(row.revenue_minor),
    customers: Number(row.customers),
    repeatCustomers: Number(row.repeat_customers),
    firstDay: row.first_day,
    lastDay: row.last_day,
  }));
}

interface Row {
  readonly currency: string;
  readonly orders: bigint;
  readonly purchase_days: bigint;
  readonly revenue_minor: string;
  readonly customers: bigint;
  readonly repeat_customers: bigint;
  readonly first_day: string;
  readonly last_day: string;
}
