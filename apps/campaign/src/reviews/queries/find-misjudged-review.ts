import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with sums as (
    select review.*, coalesce((select sum((reason ->> 'weight')::int4) from jsonb_array_elements(reasons) reason
                                where not reason ->> 'code' = any(excused)), 0) as total,
           (select count(*) from review_step step where step.review_id = review.review_id) as kept
      from review
  )
  select review_id
    from sums
   where steps <> kept
      or standing <> 'confirmed' and (
           score <> total or (standing = 'withdrawn') <> unpublished
           or (standing = 'held') <> (total >= hold_from and not unpublished)
           or (standing = 'released') <> (total < hold_from and not unpublished and excused <> '{}'))
   limit 1`;

/** A review that does not stand where its reasons put it, or whose steps are not all there. @returns the first, in words */
export async function findMisjudgedReview(db: Tx): Promise<string | undefined> {
  const [row] = await db.query<{ review_id: string }>(SQL);
  return row && `review ${row.review_id} does not stand where the weights of its reasons put it`;
}
