import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { SaleRecord } from '../../domain/chunk/snapshot.js';

const SQL = /* sql */ `
  update sale
     set account = saved.account, account_bucket = saved.account_bucket, guest = saved.guest, currency = saved.currency,
         revision = saved.revision, total = saved.total, quantities = saved.quantities, returned = saved.returned,
         returned_quantities = saved.returned_quantities, cancelled = saved.cancelled
    from unnest($1::text[], $2::uuid[], $3::int2[], $4::boolean[], $5::text[], $6::int8[], $7::int8[], $8::jsonb[],
                $9::int8[], $10::jsonb[], $11::boolean[])
      as saved (thing, account, account_bucket, guest, currency, revision, total, quantities, returned,
                returned_quantities, cancelled)
   where sale.thing = saved.thing`;

/** The orders are locked, so they are there. */
export async function saveSales(tx: Tx, sales: readonly SaleRecord[]): Promise<void> {
  if (sales.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(sales, ({ thing }) => thing),
      plainColumn(sales, ({ account }) => account),
      plainColumn(sales, ({ accountBucket }) => accountBucket),
      plainColumn(sales, ({ guest }) => guest),
      textColumn(sales, ({ currency }) => currency),
      plainColumn(sales, ({ revision }) => revision),
      plainColumn(sales, ({ total }) => total),
      textColumn(sales, ({ quantities }) => (quantities ? JSON.stringify(quantities) : null)),
      plainColumn(sales, ({ returned }) => returned),
      textColumn(sales, ({ returnedQuantities }) => JSON.stringify(returnedQuantities)),
      plainColumn(sales, ({ cancelled }) => cancelled),
    ],
    'ledger-save-sales',
  );
}
