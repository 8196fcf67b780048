import type { Tx } from '@perennial/persistence';

// Whoever has left since and come back was inside before they left.
const SQL = /* sql */ `
  select customer_id
    from audience_member
   where audience = $1 and customer_id > $3
     and case when inside then entered_at <= $2 or left_at > $2 else entered_at <= $2 and left_at > $2 end
   order by customer_id
   limit $4`;

/** Who was in an audience at an instant by the service's clock, in the order of ids. @param after '': from the beginning */
export async function listMembersAt(
  tx: Tx,
  audience: string,
  at: Date,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(SQL, [audience, at, after, limit], 'audiences.list-members-at');
  return rows.map((row) => row.customer_id);
}
