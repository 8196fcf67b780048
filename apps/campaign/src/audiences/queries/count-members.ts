import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select audience, count(*) filter (where inside) as members
    from audience_member
   group by audience`;

/** How many are in each audience; missing: nobody. */
export async function countMembers(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ audience: string; members: bigint }>(SQL, [], 'audiences.count-members');
  return new Map(rows.map(({ audience, members }) => [audience, Number(members)]));
}
