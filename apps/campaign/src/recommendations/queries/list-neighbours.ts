import { plainColumn, type Tx } from '@perennial/persistence';

import type { Neighbours } from '../domain/recommend-for.js';

const SQL = /* sql */ `
  select product, neighbours, customers, customers_in_all as "customersInAll"
    from recommended_product
   where version = $1 and product = any($2::int4[])`;

/** What is bought together with products. */
export function listNeighbours(db: Tx, version: number, products: readonly number[]): Promise<Neighbours[]> {
  const wanted = plainColumn(products, (product) => product);
  return db.query<Neighbours>(SQL, [version, wanted], 'campaign.list-neighbours');
}
