import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { ProductDay } from './list-days-after.js';

const SQL = /* sql */ `
  select review_id from unnest($1::text[], $2::date[]) as asked (sku, day) join review using (sku, day)`;

/** All reviews of products on days. */
export async function listReviewsOn(tx: Tx, days: readonly ProductDay[]): Promise<string[]> {
  if (days.length === 0) return [];
  const rows = await tx.query<{ review_id: string }>(
    SQL,
    [textColumn(days, ({ sku }) => sku), plainColumn(days, ({ day }) => day)],
    'campaign.list-reviews-on',
  );
  return rows.map((row) => row.review_id);
}
