import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with heir as (
    select * from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
  ), given as (
    update review set customer_id = heir.into_id, bucket = heir.bucket from heir where review.customer_id = heir.from_id
    returning review.review_id, review.bucket
  )
  update review_story set bucket = given.bucket from given where review_story.review_id = given.review_id`;

/** Has reviews name another record of the same person. @param heirs the record that is named, and the other */
export async function giveReviewsTo(tx: Tx, heirs: readonly (readonly [string, string])[]): Promise<void> {
  if (heirs.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(heirs, ([from]) => from),
      textColumn(heirs, ([, into]) => into),
      plainColumn(heirs, ([, into]) => bucketOf(into)),
    ],
    'campaign.give-reviews-to',
  );
}
