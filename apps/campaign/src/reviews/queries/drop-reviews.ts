import { textColumn, type Tx } from '@perennial/persistence';

// That somebody looked at a review, and what came of it, stays; what they wrote about it may name the customer.
const SQL = /* sql */ `
  with gone as (
    delete from review where customer_id = any($1::text[]) returning review_id
  ), bands as (
    delete from review_band using gone where review_band.review_id = gone.review_id
  ), stories as (
    delete from review_story using gone where review_story.review_id = gone.review_id
  )
  update review_step set remark = null from gone where review_step.review_id = gone.review_id and remark is not null`;

/** Removes the reviews of customers who are forgotten. */
export async function dropReviews(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(SQL, [textColumn(customerIds, (customerId) => customerId)], 'campaign.drop-reviews');
}
