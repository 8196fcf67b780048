import { textColumn, type Tx } from '@perennial/persistence';

import { recordsOfPersons } from './records-of-persons.js';

// A customer who is forgotten has no record any more; what others have in common with their reviews is still found.
const SQL = /* sql */ `
  with touched as materialized (
    select review.*, coalesce(person_id, review.customer_id) as person_id
      from review left join customer_record using (customer_id)
     where review_id = any($1::text[])
  ), record as materialized (${recordsOfPersons('touched')})
  select review_id from touched
   union
  select review.review_id
    from touched
    join record using (person_id)
    join review on review.customer_id = record.customer_id
   where review.sku = touched.sku
      or date_trunc('month', review.day::timestamp) = date_trunc('month', touched.day::timestamp)
   union
  select review.review_id
    from touched
    join review on review.body_digest = touched.body_digest
   where (review.published_at, review.review_id) > (touched.published_at, touched.review_id)
   union
  select later.review_id
    from touched
    join review_band band on band.review_id = touched.review_id
    join review_band later on later.band = band.band
   where (later.published_at, later.review_id) > (band.published_at, band.review_id)`;

/**
 * Reviews on which these bear, themselves included: those of the same persons in the same month or of the same products, and
 * later ones with the same or almost the same text. How they bear on the pace of a product is asked by `countPaces`.
 */
export async function listAffected(tx: Tx, reviewIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ review_id: string }>(
    SQL,
    [textColumn(reviewIds, (reviewId) => reviewId)],
    'campaign.list-affected-reviews',
  );
  return rows.map((row) => row.review_id);
}
