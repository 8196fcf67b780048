import type { Tx } from '@perennial/persistence';

const SQL = 'select review_id, account from review where review_id = any($1::text[])';

/** Whose reviews they are: accounts by review id; unknown reviews are missing. */
export async function findReviewers(tx: Tx, reviewIds: readonly string[]): Promise<Map<string, string>> {
  if (reviewIds.length === 0) return new Map();
  const rows = await tx.query<{ review_id: string; account: string }>(SQL, [reviewIds], 'ledger-find-reviewers');
  return new Map(rows.map((row) => [row.review_id, row.account]));
}
