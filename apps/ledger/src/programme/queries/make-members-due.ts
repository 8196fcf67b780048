import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into due (account, bucket, at)
  select account, bucket, $1 from balance where state is not null
  on conflict (account) do update set at = excluded.at where due.at > excluded.at`;

/** Has time pass for everybody at an instant, or earlier where something is due before. */
export async function makeMembersDue(tx: Tx, at: Date): Promise<void> {
  await tx.query(SQL, [at]);
}
