import type { Tx } from '@perennial/persistence';

import type { Judgement } from '../domain/judgement.js';
import { judgementOf, type JudgementRow } from './judgement-row.js';

const SQL = /* sql */ `
  select customer_id, sku, published_at, unpublished, standing, score, hold_from, reasons, excused, steps
    from review where review_id = $1`;

interface Row extends JudgementRow {
  readonly customer_id: string;
  readonly sku: string;
  readonly published_at: Date;
  readonly unpublished: boolean;
  readonly steps: number;
}

export interface JudgedReview {
  readonly reviewId: string;
  readonly customerId: string;
  readonly sku: string;
  readonly publishedAt: Date;
  readonly unpublished: boolean;
  readonly judgement: Judgement;
  /** How many steps its holds have had. */
  readonly steps: number;
}

/** A review as it is judged; undefined when none of that id was published. */
export async function findReview(tx: Tx, reviewId: string): Promise<JudgedReview | undefined> {
  const [row] = await tx.query<Row>(SQL, [reviewId], 'campaign.find-review');
  return (
    row && {
      reviewId,
      ...{ customerId: row.customer_id, sku: row.sku, publishedAt: row.published_at, unpublished: row.unpublished },
      judgement: judgementOf(row),
      steps: row.steps,
    }
  );
}
