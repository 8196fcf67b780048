import { type Tx } from '@perennial/persistence';

import type { SaleRecord } from '../../domain/chunk/snapshot.js';
import { SALE_ARRAYS, SALE_COLUMNS, saleColumns } from './sale-columns.js';

const SQL = /* sql */ `
  update sale
     set account = saved.account, account_bucket = saved.account_bucket, guest = saved.guest, currency = saved.currency,
         revision = saved.revision, total = saved.total, quantities = saved.quantities, returned = saved.returned,
         returned_quantities = saved.returned_quantities, cancelled = saved.cancelled
    from unnest(${SALE_ARRAYS})
      as saved (${SALE_COLUMNS})
   where sale.thing = saved.thing`;

/** The orders are locked, so they are there. */
export async function saveSales(tx: Tx, sales: readonly SaleRecord[]): Promise<void> {
  if (sales.length > 0) await tx.query(SQL, saleColumns(sales), 'ledger-save-sales');
}
