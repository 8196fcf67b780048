import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { ProductRow } from '../domain/model-rows.js';

const SQL = /* sql */ `
  insert into recommended_product (version, product, sku, category, share, share_of_category, neighbours, customers,
                                   customers_in_all)
  select $1, product, sku, category, share, share_of_category, neighbours::int4[], customers::int4[], customers_in_all
    from unnest($2::int4[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[], $9::float8[])
      as p (product, sku, category, share, share_of_category, neighbours, customers, customers_in_all)`;

export async function insertProducts(tx: Tx, version: number, products: readonly ProductRow[]): Promise<void> {
  const numbers = (list: readonly number[]): string => plainColumn(list, (number) => number);
  await tx.query(SQL, [
    version,
    plainColumn(products, ({ product }) => product),
    textColumn(products, ({ sku }) => sku),
    textColumn(products, ({ category }) => category),
    plainColumn(products, ({ share }) => share),
    plainColumn(products, ({ shareOfCategory }) => shareOfCategory),
    textColumn(products, ({ neighbours }) => numbers(neighbours)),
    textColumn(products, ({ customers }) => numbers(customers)),
    plainColumn(products, ({ customersInAll }) => customersInAll),
  ]);
}
