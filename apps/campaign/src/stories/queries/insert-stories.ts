import { bucketOf, type ReviewPublished } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into review_story (review_id, bucket, stars, verified)
  select * from unnest($1::text[], $2::int2[], $3::int2[], $4::boolean[])`;

/** Keeps of reviews, which are new, what they may be shown with one day. No text is told, so none is kept. */
export async function insertStories(tx: Tx, reviews: readonly ReviewPublished[]): Promise<void> {
  if (reviews.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(reviews, ({ reviewId }) => reviewId),
      plainColumn(reviews, ({ customerId }) => bucketOf(customerId)),
      plainColumn(reviews, ({ rating }) => rating),
      plainColumn(reviews, ({ verified }) => verified),
    ],
    'campaign.insert-stories',
  );
}
