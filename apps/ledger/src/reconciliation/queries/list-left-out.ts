import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select left_out.account, member.customer_id, since
    from left_out left join member on member.account = left_out.account
   order by since, left_out.account
   limit $1`;

export interface LeftOut {
  readonly account: string;
  /** Absent: the customer was forgotten. */
  readonly customerId?: string | undefined;
  readonly since: Date;
}

interface Row {
  readonly account: string;
  readonly customer_id: string | null;
  readonly since: Date;
}

/** Accounts that walks leave out, the longest first. */
export async function listLeftOut(tx: Tx, limit: number): Promise<LeftOut[]> {
  const rows = await tx.query<Row>(SQL, [limit]);
  return rows.map(({ account, customer_id: customerId, since }) => ({
    account,
    since,
    customerId: customerId ?? undefined,
  }));
}
