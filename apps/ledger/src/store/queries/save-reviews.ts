import type { Tx } from '@perennial/persistence';

import type { Effects } from '../../domain/chunk/snapshot.js';

const SQL = /* sql */ `
  update review
     set account = saved.account, bucket = saved.bucket
    from unnest($1::text[], $2::uuid[], $3::int2[]) as saved (review_id, account, bucket)
   where review.review_id = saved.review_id`;

/** The reviews are locked, so they are there. */
export async function saveReviews(tx: Tx, reviews: Effects['reviews']): Promise<void> {
  if (reviews.length === 0) return;
  const columns = [
    reviews.map(({ reviewId }) => reviewId),
    reviews.map(({ account }) => account),
    reviews.map(({ bucket }) => bucket),
  ];
  await tx.query(SQL, columns, 'ledger-save-reviews');
}
