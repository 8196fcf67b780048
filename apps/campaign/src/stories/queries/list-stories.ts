import type { Tx } from '@perennial/persistence';

/** What somebody wrote who may be quoted. */
export interface Story {
  readonly reviewId: string;
  readonly sku: string;
  /** 1 to 5. */
  readonly stars: number;
  /** Whether the shop saw the purchase, as it said. */
  readonly verified: boolean;
  readonly publishedAt: Date;
}

const SQL = /* sql */ `
  select review.review_id, review.sku, story.stars, story.verified, review.published_at
    from review
    join review_story story using (review_id)
    join customer_record record using (customer_id)
    join customer_feature profile on profile.customer_id = record.person_id and profile.kind = 'profile'
   where review.standing in ('trusted', 'released') and not review.unpublished
     and profile.data -> 'consents' -> 'stories' = 'true'
     and ($1::text is null or review.sku = $1)
     and story.stars >= $2
     and ($3::text is null
          or (review.published_at, review.review_id) < (select published_at, review_id from review where review_id = $3))
   order by review.published_at desc, review.review_id desc
   limit $4`;

export interface WantedStories {
  readonly sku: string | undefined;
  readonly minStars: number;
  /** Id of the last one of the page before, which need not be a story any more. */
  readonly after: string | undefined;
  readonly limit: number;
}

interface Row {
  readonly review_id: string;
  readonly sku: string;
  readonly stars: number;
  readonly verified: boolean;
  readonly published_at: Date;
}

/**
 * Reviews that stand, of customers who say now that they may be quoted, the newest first. One that is held, confirmed as not to
 * be believed, or taken back is none.
 */
export async function listStories(db: Tx, { sku, minStars, after, limit }: WantedStories): Promise<Story[]> {
  const rows = await db.query<Row>(SQL, [sku ?? null, minStars, after ?? null, limit], 'campaign.list-stories');
  return rows.map(({ review_id: reviewId, published_at: publishedAt, ...shown }) => ({
    ...{ reviewId, publishedAt },
    ...{ sku: shown.sku, stars: shown.stars, verified: shown.verified },
  }));
}
