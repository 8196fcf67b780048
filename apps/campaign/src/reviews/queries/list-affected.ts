import { textColumn, type Tx } from '@perennial/persistence';

import { recordsOfPersons } from './records-of-persons.js';

// A customer who is forgotten has no record any more; what others have in common with their reviews is still found. Tables are read as
// by `loadEvidence`.
const SQL = /* sql */ `
  with touched as materialized (
    select review.*, coalesce(person_id, review.customer_id) as person_id
      from (select distinct unnest($1::text[]) as review_id) wanted
     cross join lateral (select * from review where review_id = wanted.review_id offset 0) review
      left join lateral (select person_id from customer_record where customer_id = review.customer_id offset 0) writer on true
  ), record as materialized (${recordsOfPersons('touched')}),
  written as materialized (
    select record.person_id, review.review_id, review.sku, date_trunc('month', review.day::timestamp) as month
      from record
     cross join lateral (select * from review where customer_id = record.customer_id offset 0) review
  )
  select review_id from touched
   union
  select written.review_id
    from written join touched using (person_id)
   where written.sku = touched.sku or written.month = date_trunc('month', touched.day::timestamp)
   union
  select later.review_id
    from touched
   cross join lateral (
           select * from review
            where body_digest = touched.body_digest
              and (published_at, review_id) > (touched.published_at, touched.review_id)
           offset 0
         ) later
   union
  select later.review_id
    from touched
   cross join lateral (select * from review_band where review_id = touched.review_id offset 0) mine
   cross join lateral (
           select review_id from review_band
            where band = mine.band and (published_at, review_id) > (mine.published_at, mine.review_id)
           offset 0
         ) later`;

/**
 * Reviews on which these bear, themselves included: those of the same persons in the same month or of the same products, and
 * later ones with the same or almost the same text. How they bear on the pace of a product is asked by `countPaces`.
 */
export async function listAffected(tx: Tx, reviewIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ review_id: string }>(SQL, [textColumn(reviewIds, (reviewId) => reviewId)]);
  return rows.map((row) => row.review_id);
}
