import type { Tx } from '@perennial/persistence';

import type { PurchaseDays } from '../../domain/purchase-history.js';
import { wantedPurchases, type WantedCustomers } from './grouped-purchases.js';

const sqlOf = (which: string) => /* sql */ `
  select customer_id, purchase_days, first_day - date '1970-01-01' as first_day,
         last_day - date '1970-01-01' as last_day, first_day_minor, total_minor
    from purchase_history
   where purchase_days > 0 and ${which}`;

const ALL = sqlOf('currency = $1 order by customer_id');
const PAGE = sqlOf(`first_day between $1 and $2 and currency = $3 and ($4::text is null or customer_id > $4)
   order by customer_id limit $5`);

interface Row {
  readonly customer_id: string;
  readonly purchase_days: number;
  readonly first_day: number;
  readonly last_day: number;
  readonly first_day_minor: bigint;
  readonly total_minor: bigint;
}

/** The histories of everybody who bought in a currency, without their ids: what a model is fitted on. */
export async function listSample(tx: Tx, currency: string): Promise<PurchaseDays[]> {
  return (await tx.query<Row>(ALL, [currency])).map(daysOf);
}

/**
 * The same of those who first bought in some days, some at a time.
 *
 * @param after `last` of the page before; undefined: from the beginning
 * @returns `last` is undefined when there is nobody behind
 */
export async function listSamplePage(
  tx: Tx,
  wanted: WantedCustomers,
  after: string | undefined,
  limit: number,
): Promise<{ readonly histories: PurchaseDays[]; readonly last: string | undefined }> {
  const rows = await tx.query<Row>(PAGE, [...wantedPurchases(wanted), after ?? null, limit]);
  return { histories: rows.map(daysOf), last: rows.length < limit ? undefined : rows.at(-1)?.customer_id };
}

function daysOf(row: Row): PurchaseDays {
  return {
    purchaseDays: row.purchase_days,
    firstDay: row.first_day,
    lastDay: row.last_day,
    firstDayMinor: row.first_day_minor,
    totalMinor: row.total_minor,
  };
}
