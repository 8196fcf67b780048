import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Candidate } from '../domain/recommend-for.js';

const SQL = /* sql */ `
  with wanted as (
    select unnest($2::int4[]) as product
     union
    select generate_series(0, $3::int4 - 1)
     union
    select popular.product
      from unnest($4::text[]) as cared_for (category)
     cross join lateral (
             select product
               from recommended_product
              where version = $1 and category = cared_for.category
              order by product
              limit $3::int4
           ) popular
  )
  select product, sku, category, share, share_of_category
    from wanted
    join recommended_product using (product)
   where version = $1
   order by product`;

interface Row {
  readonly product: number;
  readonly sku: string;
  readonly category: string | null;
  readonly share: number;
  readonly share_of_category: number;
}

export interface Wanted {
  readonly products: readonly number[];
  /** So many of the most popular ones, of all and of each category. */
  readonly popular: number;
  readonly categories: readonly string[];
}

/** Products that may be recommended, the most popular first. */
export async function listCandidates(
  db: Tx,
  version: number,
  { products, popular, categories }: Wanted,
): Promise<Candidate[]> {
  const rows = await db.query<Row>(
    SQL,
    [version, plainColumn(products, (product) => product), popular, textColumn(categories, (category) => category)],
    'campaign.list-candidates',
  );
  return rows.map(({ product, sku, category, share, share_of_category }) => ({
    ...{ product, sku, share, shareOfCategory: share_of_category },
    ...(category !== null && { category }),
  }));
}
