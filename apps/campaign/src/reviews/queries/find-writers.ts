import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `select review_id, customer_id from review where review_id = any($1::text[])`;

/** Customers by the ids of their reviews, of those that are known to be published. */
export async function findWriters(tx: Tx, reviewIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ review_id: string; customer_id: string }>(
    SQL,
    [textColumn(reviewIds, (reviewId) => reviewId)],
    'campaign.find-writers',
  );
  return new Map(rows.map((row) => [row.review_id, row.customer_id]));
}
