import type { Tx } from '@perennial/persistence';

import { judgementOf, type JudgementRow } from './judgement-row.js';
import type { JudgedReview } from './find-review.js';

const SQL = /* sql */ `
  select review_id, customer_id, sku, published_at, unpublished, standing, score, hold_from, reasons, excused, steps
    from review
   where standing = 'held'
     and ($1::text is null
          or (published_at, review_id) > (select published_at, review_id from review where review_id = $1))
   order by published_at, review_id
   limit $2`;

interface Row extends JudgementRow {
  readonly review_id: string;
  readonly customer_id: string;
  readonly sku: string;
  readonly published_at: Date;
  readonly unpublished: boolean;
  readonly steps: number;
}

/** Held reviews, the longest published first. @param after id of the last one of the page before, which need not be held any more */
export async function listHeld(
  db: Tx,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<JudgedReview[]> {
  const rows = await db.query<Row>(SQL, [after ?? null, limit], 'campaign.list-held-reviews');
  return rows.map((row) => ({
    ...{ reviewId: row.review_id, customerId: row.customer_id, sku: row.sku },
    ...{ publishedAt: row.published_at, unpublished: row.unpublished, steps: row.steps },
    judgement: judgementOf(row),
  }));
}
