import type { Tx } from '@perennial/persistence';

// Who is in a household already is left out, so that the caller sees it in the number of rows.
const SQL = /* sql */ `
  with household_row as (
    insert into household (household_id, bucket, members, formed_at) values ($1, $2, $3::uuid[], $5)
  )
  insert into household_member (account, bucket, household_id)
  select account, bucket, $1 from unnest($3::uuid[], $4::int2[]) as joined (account, bucket)
  on conflict (account) do nothing
  returning account`;

export interface NewHousehold {
  readonly householdId: string;
  /** In the order of their customer ids. */
  readonly members: readonly { readonly account: string; readonly bucket: number }[];
  readonly at: Date;
}

/** @returns false when somebody is in a household already */
export async function insertHousehold(tx: Tx, { householdId, members, at }: NewHousehold): Promise<boolean> {
  const accounts = members.map(({ account }) => account);
  const buckets = members.map(({ bucket }) => bucket);
  const rows = await tx.query(SQL, [householdId, buckets[0], accounts, buckets, at], 'ledger-insert-household');
  return rows.length === members.length;
}
