import type { Tx } from '@perennial/persistence';

import type { CurrencyCount } from '../../domain/refit-rule.js';

const SQL = /* sql */ `
  select currency, count(*) as customers, count(*) filter (where purchase_days > 1) as repeat_customers
    from purchase_history
   where purchase_days > 0
   group by currency
   order by currency`;

interface Row {
  readonly currency: string;
  readonly customers: bigint;
  readonly repeat_customers: bigint;
}

/** Who bought in each currency. Reads the histories of everybody. */
export async function countBuyers(tx: Tx): Promise<CurrencyCount[]> {
  const rows = await tx.query<Row>(SQL);
  return rows.map((row) => ({
    currency: row.currency,
    customers: Number(row.customers),
    repeatCustomers: Number(row.repeat_customers),
  }));
}
