import { textColumn, type Tx } from '@perennial/persistence';

/** A product on a calendar day of the programme's time zone. */
export interface ProductDay {
  readonly sku: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

const SQL = /* sql */ `
  select distinct review.sku, review.day
    from review touched
    join review on review.sku = touched.sku and review.day between touched.day and touched.day + $2::int4
   where touched.review_id = any($1::text[])`;

/** The days with reviews on whose pace these reviews bear: their own, and those of the same product up to `pastDays` after. */
export async function listDaysAfter(tx: Tx, reviewIds: readonly string[], pastDays: number): Promise<ProductDay[]> {
  return tx.query<{ sku: string; day: string }>(
    SQL,
    [textColumn(reviewIds, (reviewId) => reviewId), pastDays],
    'campaign.list-days-after',
  );
}
