import type { Tx } from '@perennial/persistence';

import type { PurchaseHistory } from '../../domain/purchase-history.js';

const SQL = /* sql */ `
  select customer_id, currency, purchase_days, first_day - date '1970-01-01' as first_day,
         last_day - date '1970-01-01' as last_day, first_day_minor, total_minor
    from purchase_history
   where customer_id = any($1) and purchase_days > 0
   order by customer_id, currency`;

interface Row {
  readonly customer_id: string;
  readonly currency: string;
  readonly purchase_days: number;
  readonly first_day: number;
  readonly last_day: number;
  readonly first_day_minor: bigint;
  readonly total_minor: bigint;
}

/** The histories of customers by customer id, each with its currencies in alphabetical order. Without purchases: absent. */
export async function listHistories(tx: Tx, customerIds: readonly string[]): Promise<Map<string, PurchaseHistory[]>> {
  const rows = await tx.query<Row>(SQL, [customerIds], 'metrics.list-histories');
  const histories = new Map<string, PurchaseHistory[]>();
  for (const row of rows) {
    const history: PurchaseHistory = {
      customerId: row.customer_id,
      currency: row.currency,
      purchaseDays: row.purchase_days,
      firstDay: row.first_day,
      lastDay: row.last_day,
      firstDayMinor: row.first_day_minor,
      totalMinor: row.total_minor,
    };
    const others = histories.get(row.customer_id);
    if (others) others.push(history);
    else histories.set(row.customer_id, [history]);
  }
  return histories;
}
