import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select distinct customer_id
    from audience_member
   where tell_at <= $2 and customer_id > $1
   order by customer_id
   limit $3`;

/** Customers of whom a membership is to be published by now. */
export async function listToTell(
  tx: Tx,
  { after, now, limit }: { readonly after: string; readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(SQL, [after, now, limit], 'audiences.list-to-tell');
  return rows.map((row) => row.customer_id);
}
