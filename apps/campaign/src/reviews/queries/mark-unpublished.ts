import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `update review set unpublished = true where review_id = any($1::text[])`;

/** Keeps that reviews are taken back. They have to be judged anew: of some of them, a hold ends. */
export async function markUnpublished(tx: Tx, reviewIds: readonly string[]): Promise<void> {
  if (reviewIds.length === 0) return;
  await tx.query(SQL, [textColumn(reviewIds, (reviewId) => reviewId)], 'campaign.mark-unpublished');
}
