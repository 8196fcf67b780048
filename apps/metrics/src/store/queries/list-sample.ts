import type { Tx } from '@perennial/persistence';

import type { PurchaseDays } from '../../domain/purchase-history.js';
import { wantedPurchases, type WantedCustomers } from './grouped-purchases.js';

/** Columns of `purchase_history`, or of rows of it, for `purchaseDaysOf`. */
export const PURCHASE_DAYS = /* sql */ `
  purchase_days, first_day - date '1970-01-01' as first_day, last_day - date '1970-01-01' as last_day, first_day_minor, total_minor`;

const SQL = /* sql */ `
  select customer_id, ${PURCHASE_DAYS}
    from purchase_history
   where first_day between $1 and $2 and currency = $3 and purchase_days > 0 and ($4::text is null or customer_id > $4)
   order by customer_id
   limit $5`;

export interface PurchaseDaysRow {
  readonly purchase_days: number;
  readonly first_day: number;
  readonly last_day: number;
  readonly first_day_minor: bigint;
  readonly total_minor: bigint;
}

interface Row extends PurchaseDaysRow {
  readonly customer_id: string;
}

/** Customers that are read at once: some milliseconds of work, between which everything else has its turn. */
export const PAGE = 5_000;

/**
 * The histories of those who bought in a currency, first in some days, without their ids, some at a time. Who changes meanwhile is
 * as they were or as they are.
 */
export async function* samplePages(tx: Tx, wanted: WantedCustomers): AsyncGenerator<readonly PurchaseDays[]> {
  let after: string | undefined;
  do {
    const rows = await tx.query<Row>(SQL, [...wantedPurchases(wanted), after ?? null, PAGE]);
    yield rows.map(purchaseDaysOf);
    after = rows.length < PAGE ? undefined : rows.at(-1)?.customer_id;
  } while (after !== undefined);
}

/** Those of everybody who bought in a currency: what a model is fitted on. */
export async function listSample(tx: Tx, currency: string): Promise<PurchaseDays[]> {
  const histories: PurchaseDays[] = [];
  for await (const page of samplePages(tx, { window: {}, currency })) histories.push(...page);
  return histories;
}

export function purchaseDaysOf(row: PurchaseDaysRow): PurchaseDays {
  return {
    purchaseDays: row.purchase_days,
    firstDay: row.first_day,
    lastDay: row.last_day,
    firstDayMinor: row.first_day_minor,
    totalMinor: row.total_minor,
  };
}
