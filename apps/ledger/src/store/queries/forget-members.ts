import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { erasedDigest } from './find-erased.js';

const SQL = /* sql */ `
  with cut as (
    delete from member where customer_id = any($1::text[]) returning account
  ), notes as (
    delete from adjustment_note where account in (select account from cut)
  )
  insert into erased_subject (digest, bucket, erased_at)
  select digest, bucket, $4 from unnest($2::uuid[], $3::int2[]) as forgotten (digest, bucket)
   order by digest
  on conflict (digest) do nothing`;

/** Cuts the customers from their accounts, with what staff wrote of them, and keeps what tells that they are not to come back. */
export async function forgetMembers(tx: Tx, customerIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    SQL,
    [customerIds, customerIds.map(erasedDigest), customerIds.map(bucketOf), at],
    'ledger-forget-members',
  );
}
