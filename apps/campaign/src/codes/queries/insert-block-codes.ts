import { bucketOf } from '@perennial/contracts';
import { plainColumn, type Tx } from '@perennial/persistence';

const BEGIN = /* sql */ `
  select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken,
         exists (select from coupon where coupon_id = $1) as made`;

/** Whether a block is still to be made: then nobody else makes it until `tx` ends. */
export async function beginBlock(tx: Tx, couponId: string): Promise<'free' | 'running' | 'made'> {
  const [row] = await tx.query<{ taken: boolean; made: boolean }>(BEGIN, [couponId]);
  if (row?.made) return 'made';
  return row?.taken ? 'free' : 'running';
}

// Two codes that are the same are not looked for: among as many as there will ever be it takes a chance of one in 10^13, and
// then the key refuses the block.
const SQL = /* sql */ `
  insert into issued_code (digest, bucket, coupon_id, uses, uses_max)
  select digest, $2, $3, 0, $4 from unnest($1::uuid[]) as n (digest)`;

/** Adds codes to a block. */
export async function insertBlockCodes(
  tx: Tx,
  { couponId, usesMax }: { couponId: string; usesMax: number },
  digests: readonly string[],
): Promise<void> {
  const params = [plainColumn(digests, (digest) => digest), bucketOf(couponId), couponId, usesMax];
  await tx.query(SQL, params, 'campaign.insert-block-codes');
}
