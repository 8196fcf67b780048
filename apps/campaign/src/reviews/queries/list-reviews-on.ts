import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { ProductDay } from './list-days-after.js';

// Tables are read as by `loadEvidence`.
const SQL = /* sql */ `
  select review_id
    from unnest($1::text[], $2::date[]) as asked (sku, day)
   cross join lateral (select * from review where review.sku = asked.sku and review.day = asked.day offset 0) review`;

/** All reviews of products on days. */
export async function listReviewsOn(tx: Tx, days: readonly ProductDay[]): Promise<string[]> {
  if (days.length === 0) return [];
  const rows = await tx.query<{ review_id: string }>(SQL, [
    textColumn(days, ({ sku }) => sku),
    plainColumn(days, ({ day }) => day),
  ]);
  return rows.map((row) => row.review_id);
}
