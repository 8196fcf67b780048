import type { Tx } from '@perennial/persistence';

import { moveColumns } from './move-columns.js';

const SQL = /* sql */ `
  insert into customer_profile (customer_id, bucket, country, locale, preferences, attributes, at, source, event_id)
  select distinct on (move.into_id) move.into_id, move.bucket, p.country, p.locale, p.preferences, p.attributes, p.at, p.source,
         p.event_id
    from unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
    join customer_profile p on p.customer_id = move.from_id
   order by move.into_id, p.at desc, p.source desc, p.event_id desc
      on conflict (customer_id) do update
     set country = excluded.country, locale = excluded.locale, preferences = excluded.preferences,
         attributes = excluded.attributes, at = excluded.at, source = excluded.source, event_id = excluded.event_id
   where (customer_profile.at, customer_profile.source, customer_profile.event_id) < (excluded.at, excluded.source, excluded.event_id)`;

/** Gives persons what is known of those who have become them, where it is newer. All are locked by `tx`. */
export async function moveProfiles(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  await tx.query(SQL, moveColumns(moves), 'metrics.move-profiles');
}
