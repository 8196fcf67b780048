import type { Tx } from '@perennial/persistence';

import type { PurchaseDays } from '../../domain/purchase-history.js';

const SQL = /* sql */ `
  select purchase_days, first_day - date '1970-01-01' as first_day, last_day - date '1970-01-01' as last_day,
         first_day_minor, total_minor
    from purchase_history
   where currency = $1 and purchase_days > 0
   order by customer_id`;

interface Row {
  readonly purchase_days: number;
  readonly first_day: number;
  readonly last_day: number;
  readonly first_day_minor: bigint;
  readonly total_minor: bigint;
}

/** The histories of everybody who bought in a currency, without their ids: what a model is fitted on. */
export async function listSample(tx: Tx, currency: string): Promise<PurchaseDays[]> {
  const rows = await tx.query<Row>(SQL, [currency]);
  return rows.map((row) => ({
    purchaseDays: row.purchase_days,
    firstDay: row.first_day,
    lastDay: row.last_day,
    firstDayMinor: row.first_day_minor,
    totalMinor: row.total_minor,
  }));
}
