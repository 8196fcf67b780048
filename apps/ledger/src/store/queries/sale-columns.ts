import { jsonArray, jsonColumn, plainColumn, textColumn } from '@perennial/persistence';

import type { SaleRecord } from '../../domain/chunk/snapshot.js';

/** What a statement writes of orders, from `$1` on. */
export const SALE_COLUMNS = /* sql */ `thing, account, account_bucket, guest, currency, revision, total, quantities, returned,
                returned_quantities, cancelled`;
export const SALE_ARRAYS = /* sql */ `$1::text[], $2::uuid[], $3::int2[], $4::boolean[], $5::text[], $6::int8[], $7::int8[],
                ${jsonArray('$8')}, $9::int8[], ${jsonArray('$10')}, $11::boolean[]`;

export function saleColumns(sales: readonly SaleRecord[]): string[] {
  return [
    textColumn(sales, ({ thing }) => thing),
    plainColumn(sales, ({ account }) => account),
    plainColumn(sales, ({ accountBucket }) => accountBucket),
    plainColumn(sales, ({ guest }) => guest),
    textColumn(sales, ({ currency }) => currency),
    plainColumn(sales, ({ revision }) => revision),
    plainColumn(sales, ({ total }) => total),
    jsonColumn(sales, ({ quantities }) => (quantities ? JSON.stringify(quantities) : null)),
    plainColumn(sales, ({ returned }) => returned),
    jsonColumn(sales, ({ returnedQuantities }) => JSON.stringify(returnedQuantities)),
    plainColumn(sales, ({ cancelled }) => cancelled),
  ];
}
