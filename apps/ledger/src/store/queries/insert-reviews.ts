import type { Tx } from '@perennial/persistence';

import type { Effects } from '../../domain/snapshot.js';

const SQL = /* sql */ `
  insert into review (review_id, account, bucket)
  select * from unnest($1::text[], $2::uuid[], $3::int2[])`;

/** Review ids are unique: the same review told twice does not get here. */
export async function insertReviews(tx: Tx, reviews: Effects['reviews']): Promise<void> {
  if (reviews.length === 0) return;
  const columns = [
    reviews.map(({ reviewId }) => reviewId),
    reviews.map(({ account }) => account),
    reviews.map(({ bucket }) => bucket),
  ];
  await tx.query(SQL, columns, 'ledger-insert-reviews');
}
