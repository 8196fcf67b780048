import type { Tx } from '@perennial/persistence';

import type { PageEnd } from '../../routes/instant-cursor.js';
import { judgementOf, type JudgementRow } from './judgement-row.js';
import type { JudgedReview } from './find-review.js';

const SQL = /* sql */ `
  select review_id, customer_id, sku, published_at, unpublished, standing, score, hold_from, reasons, excused, steps
    from review
   where standing = 'held'
     and (published_at, review_id) > ($1::timestamptz, $2::text)
   order by published_at, review_id
   limit $3`;

interface Row extends JudgementRow {
  readonly review_id: string;
  readonly customer_id: string;
  readonly sku: string;
  readonly published_at: Date;
  readonly unpublished: boolean;
  readonly steps: number;
}

/** Held reviews, the longest published first. @param after where the page before ended */
export async function listHeld(
  db: Tx,
  { after, limit }: { readonly after: PageEnd | undefined; readonly limit: number },
): Promise<JudgedReview[]> {
  const { at, id } = after ?? { at: '-infinity', id: '' };
  const rows = await db.query<Row>(SQL, [at, id, limit], 'campaign.list-held-reviews');
  return rows.map((row) => ({
    ...{ reviewId: row.review_id, customerId: row.customer_id, sku: row.sku },
    ...{ publishedAt: row.published_at, unpublished: row.unpublished, steps: row.steps },
    judgement: judgementOf(row),
  }));
}
