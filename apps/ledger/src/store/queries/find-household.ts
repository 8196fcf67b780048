import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coalesce(array_agg(member.customer_id order by listed.position) filter (where member.account is not null), '{}')
           as customer_ids
    from household cross join lateral unnest(members) with ordinality as listed (account, position)
    left join member on member.account = listed.account
   where household_id = $1
   group by household_id`;

/** Customer ids of who formed a household, in their order, without who was forgotten. @param householdId a UUID */
export async function findHousehold(tx: Tx, householdId: string): Promise<string[] | undefined> {
  const [row] = await tx.query<{ customer_ids: string[] }>(SQL, [householdId], 'ledger-find-household');
  return row?.customer_ids;
}
