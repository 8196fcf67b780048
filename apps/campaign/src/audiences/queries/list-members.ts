import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select customer_id
    from audience_member
   where audience = $1 and inside and customer_id > $2
   order by customer_id
   limit $3`;

/** Who is in an audience, in the order of ids. @param after the last one of the page before; '': from the beginning */
export async function listMembers(
  tx: Tx,
  audience: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(SQL, [audience, after, limit], 'audiences.list-members');
  return rows.map((row) => row.customer_id);
}
