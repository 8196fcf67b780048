import type { Tx } from '@perennial/persistence';

import type { PageEnd } from '../../routes/instant-cursor.js';

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

/** Reviews that a page looks at, however few of them are stories. */
export const LOOKED_AT_MAX = 1_000;

// The last one that may be looked at is told, too, whatever it is: the next page begins behind it. Whoever consents is asked of each of them
// alone, so that no more are read than it takes to fill the page.
const stories = (ofProduct: string) => /* sql */ `
  select looked.review_id, looked.sku, looked.published_at, looked.nr = ${LOOKED_AT_MAX} as is_last, story.stars, story.verified
    from (select review_id, customer_id, sku, published_at,
                 row_number() over (order by published_at desc, review_id desc) as nr
            from review
           where standing in ('trusted', 'released') and not unpublished ${ofProduct}
             and (published_at, review_id) < ($1::timestamptz, $2::text)
           order by published_at desc, review_id desc
           limit ${LOOKED_AT_MAX}) looked
    left join lateral (
           select story.stars, story.verified
             from review_story story, customer_record record, customer_feature profile
            where story.review_id = looked.review_id and story.stars >= $3
              and record.customer_id = looked.customer_id
              and profile.customer_id = record.person_id and profile.kind = 'profile'
              and profile.data -> 'consents' -> 'stories' = 'true'
           offset 0
         ) story on true
   where story.stars is not null or looked.nr = ${LOOKED_AT_MAX}
   order by looked.published_at desc, looked.review_id desc
   limit $4`;

const OF_ALL = stories('');
const OF_PRODUCT = stories('and sku = $5');

export interface WantedStories {
  readonly sku: string | undefined;
  readonly minStars: number;
  /** Where the page before ended. */
  readonly after: PageEnd | undefined;
  readonly limit: number;
}

interface Row {
  readonly review_id: string;
  readonly sku: string;
  readonly published_at: Date;
  readonly is_last: boolean;
  /** Null: it is no story. */
  readonly stars: number | null;
  readonly verified: boolean | null;
}

/**
 * Reviews that stand, of customers who say now that they may be quoted, the newest first. One that is held, confirmed as not to
 * be believed, or taken back is none.
 *
 * @returns a page, which may have fewer than `limit` or none though there are more, and where the next one begins; undefined: there is none
 */
export async function listStories(
  db: Tx,
  { sku, minStars, after, limit }: WantedStories,
): Promise<{ readonly stories: Story[]; readonly next: PageEnd | undefined }> {
  const params = [after?.at ?? 'infinity', after?.id ?? '', minStars, limit + 1];
  const rows = await (sku === undefined
    ? db.query<Row>(OF_ALL, params, 'campaign.list-stories')
    : db.query<Row>(OF_PRODUCT, [...params, sku], 'campaign.list-stories-of-product'));
  const page = rows.slice(0, limit);
  const end = rows.length > limit || rows.at(-1)?.is_last ? page.at(-1) : undefined;
  return { stories: page.flatMap(storyOf), next: end && { at: end.published_at, id: end.review_id } };
}

function storyOf({ review_id: reviewId, sku, published_at: publishedAt, stars, verified }: Row): Story[] {
  return stars === null || verified === null ? [] : [{ reviewId, sku, stars, verified, publishedAt }];
}
