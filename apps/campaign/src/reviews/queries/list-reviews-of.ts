import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `select review_id from review where customer_id = any($1::text[])`;

/** Ids of the reviews that name one of the customers. */
export async function listReviewsOf(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const rows = await tx.query<{ review_id: string }>(
    SQL,
    [textColumn(customerIds, (customerId) => customerId)],
    'campaign.list-reviews-of',
  );
  return rows.map((row) => row.review_id);
}
