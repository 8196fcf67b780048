import { bucketOf } from '@perennial/contracts';

import type { NamedSale } from '../domain/chunk/named-things.js';
import { isSameSale, saleAsTold, unknownSale } from '../domain/chunk/sale-record.js';
import type { SaleRecord } from '../domain/chunk/snapshot.js';
import type { ExpectedSale } from './queries/lock-sales.js';

/** What each will be if it is unknown and the first event about it is accepted. */
export function expectedSales(named: readonly NamedSale[], accounts: ReadonlyMap<string, string>): ExpectedSale[] {
  const expected = new Map<string, ExpectedSale>();
  for (const { thing, customerId, told } of named) {
    if (expected.has(thing)) continue;
    const account = customerId === undefined ? undefined : accounts.get(customerId);
    const isTold = told && customerId !== undefined && account !== undefined;
    const sale = isTold ? saleAsTold(thing, told, customerId, account) : unknownSale(thing);
    expected.set(thing, { sale, bucket: bucketOf(customerId ?? thing) });
  }
  return [...expected.values()];
}

/** Those that are others than what stands in their rows; of what was expected and did not come about, nothing is known. */
export function changedSales(sales: readonly SaleRecord[], expected: readonly SaleRecord[]): SaleRecord[] {
  const written = new Map(expected.map((sale) => [sale.thing, sale]));
  const changed = sales.filter((sale) => {
    const known = written.get(sale.thing);
    written.delete(sale.thing);
    return !known || !isSameSale(sale, known);
  });
  const unfulfilled = [...written.values()].filter(({ account }) => account !== undefined);
  return [...changed, ...unfulfilled.map(({ thing }) => unknownSale(thing))];
}
