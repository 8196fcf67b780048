import type { Tx } from '@perennial/persistence';

import type { Mismatch } from '../../domain/mismatch.js';

const SQL = /* sql */ `
  select mismatch.account, part, stored, expected, found_at, seen_at, gone_at, member.customer_id
    from mismatch left join member on member.account = mismatch.account
   where (gone_at is not null) = $1
     and ($2::uuid is null or (mismatch.account, part, found_at) > ($2, $3, $4))
   order by mismatch.account, part, found_at
   limit $5`;

export interface KeptMismatch extends Mismatch {
  /** Absent: the customer was forgotten. */
  readonly customerId?: string | undefined;
  readonly foundAt: Date;
  readonly seenAt: Date;
  readonly goneAt?: Date | undefined;
}

interface Row extends Mismatch {
  readonly found_at: Date;
  readonly seen_at: Date;
  readonly gone_at: Date | null;
  readonly customer_id: string | null;
}

/** Mismatches that are there, or that are there no more, by account. */
export async function listMismatches(
  tx: Tx,
  {
    areGone,
    after,
    limit,
  }: {
    readonly areGone: boolean;
    readonly after?: Pick<KeptMismatch, 'account' | 'part' | 'foundAt'> | undefined;
    readonly limit: number;
  },
): Promise<KeptMismatch[]> {
  const from = [after?.account ?? null, after?.part ?? null, after?.foundAt ?? null];
  const rows = await tx.query<Row>(SQL, [areGone, ...from, limit]);
  return rows.map(({ account, part, stored, expected, ...row }) => ({
    ...{ account, part, stored, expected, foundAt: row.found_at, seenAt: row.seen_at },
    goneAt: row.gone_at ?? undefined,
    customerId: row.customer_id ?? undefined,
  }));
}
