import type { Tx } from '@perennial/persistence';

import type { FitState } from '../../domain/refit-rule.js';

const SQL = /* sql */ `
  select h.currency, count(*) as customers, count(*) filter (where h.purchase_days > 1) as repeat_customers,
         m.customers as fitted_customers, m.as_of_day - date '1970-01-01' as fitted_day
    from purchase_history h
    left join model m on m.currency = h.currency and m.generation = (select max(generation) from model_generation)
   where h.purchase_days > 0
   group by h.currency, m.customers, m.as_of_day
   order by h.currency`;

interface Row {
  readonly currency: string;
  readonly customers: bigint;
  readonly repeat_customers: bigint;
  readonly fitted_customers: number | null;
  readonly fitted_day: number | null;
}

/** What there is to fit in each currency, and what its newest model was fitted on. */
export async function listFitStates(tx: Tx): Promise<FitState[]> {
  const rows = await tx.query<Row>(SQL);
  return rows.map((row) => ({
    currency: row.currency,
    customers: Number(row.customers),
    repeatCustomers: Number(row.repeat_customers),
    ...(row.fitted_customers !== null &&
      row.fitted_day !== null && { fitted: { customers: row.fitted_customers, asOfDay: row.fitted_day } }),
  }));
}
