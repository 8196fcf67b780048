import { textColumn, type Tx } from '@perennial/persistence';

import type { NamedProduct } from '../domain/holding.js';

const SQL = /* sql */ `
  select named.name, product, category
    from recommended_name named
    join recommended_product using (version, product)
   where version = $1 and named.name = any($2::text[])`;

interface Row {
  readonly name: string;
  readonly product: number;
  readonly category: string | null;
}

/** The products of a model by what events call them: their own ids, or their articles. */
export async function findNamedProducts(
  db: Tx,
  version: number,
  names: readonly string[],
): Promise<Map<string, NamedProduct>> {
  const wanted = textColumn(names, (name) => name);
  const rows = await db.query<Row>(SQL, [version, wanted], 'campaign.find-named-products');
  return new Map(
    rows.map(({ name, product, category }) => [name, { product, ...(category !== null && { category }) }]),
  );
}
