import { bucketOf } from '@perennial/contracts';
import { plainColumn, type Tx } from '@perennial/persistence';

import { erasedDigest } from './find-forgotten.js';

const SQL = /* sql */ `
  insert into erased_subject (digest, bucket, erased_at)
  select digest, bucket, $3 from unnest($1::uuid[], $2::int2[]) as forgotten (digest, bucket)
   order by digest
  on conflict (digest) do nothing`;

/** Keeps what tells that customers are not to come back. */
export async function insertForgotten(tx: Tx, customerIds: readonly string[], at: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(
    SQL,
    [plainColumn(customerIds, erasedDigest), plainColumn(customerIds, bucketOf), at],
    'customers.insert-forgotten',
  );
}
