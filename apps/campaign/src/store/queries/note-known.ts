import { textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update customer c
     set known_since = coalesce(c.known_since, $3::timestamptz), bought_fresh = c.bought_fresh or n.fresh
    from (select person, person = any($2::text[]) as fresh from unnest($1::text[]) as each (person)) n
   where c.customer_id = n.person and (c.known_since is null or (n.fresh and not c.bought_fresh))`;

/** Keeps since when purchases of persons are known, and of whom one was fresh when it was told of. They are locked by `tx`. */
export async function noteKnown(
  tx: Tx,
  persons: readonly string[],
  fresh: readonly string[],
  now: Date,
): Promise<void> {
  if (persons.length === 0) return;
  const columns = [persons, fresh].map((names) => textColumn(names, (person) => person));
  await tx.query(SQL, [...columns, now], 'campaign.note-known');
}
