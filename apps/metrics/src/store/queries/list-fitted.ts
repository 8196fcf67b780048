import type { Tx } from '@perennial/persistence';

import type { FitState } from '../../domain/refit-rule.js';

const SQL = /* sql */ `
  select currency, customers, as_of_day - date '1970-01-01' as as_of_day
    from model
   where generation = (select max(generation) from model_generation)`;

/** What the newest models were fitted on, by currency. */
export async function listFitted(tx: Tx): Promise<Map<string, FitState['fitted']>> {
  const rows = await tx.query<{ currency: string; customers: number; as_of_day: number }>(SQL);
  return new Map(rows.map((row) => [row.currency, { customers: row.customers, asOfDay: row.as_of_day }]));
}
