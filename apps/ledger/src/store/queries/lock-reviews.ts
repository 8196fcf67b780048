import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { NamedReview } from '../../domain/chunk/named-things.js';

// Whoever names a review first inserts it, so that its publication and its taking back in two processes cannot miss
// each other.
const INSERT = /* sql */ `
  insert into review (review_id, bucket)
  select review_id, bucket from unnest($1::text[], $2::int2[]) as named (review_id, bucket)
   order by review_id collate "C"
  on conflict (review_id) do nothing`;

// One lock order for everybody: orders, then reviews by their ids, then members.
const LOCK = /* sql */ `
  select review_id, account
    from review
   where review_id = any($1::text[])
   order by review_id
     for update`;

/**
 * The reviews, published or not yet, locked until `tx` ends. Come after the orders and before any member.
 *
 * @returns accounts by review id; null while no publication is known
 */
export async function lockReviews(tx: Tx, named: readonly NamedReview[]): Promise<Map<string, string | null>> {
  if (named.length === 0) return new Map();
  const buckets = new Map(named.map(({ reviewId, customerId }) => [reviewId, bucketOf(customerId)]));
  await tx.query(INSERT, [[...buckets.keys()], [...buckets.values()]], 'ledger-insert-reviews');
  const rows = await tx.query<{ review_id: string; account: string | null }>(
    LOCK,
    [[...buckets.keys()]],
    'ledger-lock-reviews',
  );
  return new Map(rows.map((row) => [row.review_id, row.account]));
}
