import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { bandsOf, type PublishedReview } from '../domain/published-review.js';

const REVIEWS = /* sql */ `
  insert into review (review_id, bucket, customer_id, sku, order_id, published_at, day, body_digest, signature,
                      unpublished, standing, score, hold_from, reasons, excused, steps)
  select review_id, bucket, customer_id, sku, order_id, at, (at at time zone $1)::date, body_digest, signature::int4[],
         false, 'trusted', 0, $2, '[]', '{}', 0
    from unnest($3::text[], $4::int2[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::text[])
      as told (review_id, bucket, customer_id, sku, order_id, at, body_digest, signature)`;

const BANDS = /* sql */ `
  insert into review_band (band, published_at, review_id, bucket)
  select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::int2[])`;

/** Keeps reviews that are not judged yet. @param timeZone whose calendar day counts */
export async function insertReviews(
  tx: Tx,
  reviews: readonly PublishedReview[],
  { timeZone, holdFrom }: { readonly timeZone: string; readonly holdFrom: number },
): Promise<void> {
  await tx.query(
    REVIEWS,
    [
      timeZone,
      holdFrom,
      textColumn(reviews, ({ reviewId }) => reviewId),
      plainColumn(reviews, ({ customerId }) => bucketOf(customerId)),
      textColumn(reviews, ({ customerId }) => customerId),
      textColumn(reviews, ({ sku }) => sku),
      textColumn(reviews, ({ orderId }) => orderId),
      instantColumn(reviews, ({ at }) => at),
      textColumn(reviews, ({ bodyDigest }) => bodyDigest),
      textColumn(reviews, ({ signature }) => signature && `{${signature.join()}}`),
    ],
    'campaign.insert-reviews',
  );
  const bands = reviews.flatMap((review) => bandsOf(review.signature ?? []).map((band) => ({ ...review, band })));
  if (bands.length === 0) return;
  await tx.query(
    BANDS,
    [
      plainColumn(bands, ({ band }) => band),
      instantColumn(bands, ({ at }) => at),
      textColumn(bands, ({ reviewId }) => reviewId),
      plainColumn(bands, ({ customerId }) => bucketOf(customerId)),
    ],
    'campaign.insert-review-bands',
  );
}
