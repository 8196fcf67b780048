import { textColumn, type Tx } from '@perennial/persistence';

/** A product on a calendar day of the programme's time zone. */
export interface ProductDay {
  readonly sku: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

// Tables are read as by `loadEvidence`.
const SQL = /* sql */ `
  select distinct sku, later.day
    from (select distinct unnest($1::text[]) as review_id) wanted
   cross join lateral (select * from review where review_id = wanted.review_id offset 0) touched
   cross join lateral (
           select review.day
             from review
            where review.sku = touched.sku and review.day between touched.day and touched.day + $2::int4
           offset 0
         ) later`;

/** The days with reviews on whose pace these reviews bear: their own, and those of the same product up to `pastDays` after. */
export async function listDaysAfter(tx: Tx, reviewIds: readonly string[], pastDays: number): Promise<ProductDay[]> {
  return tx.query<{ sku: string; day: string }>(SQL, [textColumn(reviewIds, (reviewId) => reviewId), pastDays]);
}
