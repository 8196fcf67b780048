import { textColumn, type Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

// Whoever runs an older version changes nothing: two may run while one takes the place of the other. It is asked every few seconds, and
// a conflict locks its row: what is there as it is does not come to one.
const DECLARE = /* sql */ `
  insert into audience (audience, condition, programme_version, since, cursor)
  select id, n.condition, $3, $4, ''
    from unnest($1::text[], $2::text[]) as n (id, condition)
   where not exists (select from audience a where a.audience = n.id and a.condition = n.condition)
   order by id
      on conflict (audience) do update
     set condition = excluded.condition, programme_version = excluded.programme_version, since = excluded.since,
         cursor = excluded.cursor
   where audience.condition is distinct from excluded.condition
     and audience.programme_version <= excluded.programme_version`;

const REMOVE = /* sql */ `
  update audience
     set condition = null, programme_version = $2, since = $3, cursor = ''
   where audience <> all($1::text[]) and condition is not null and programme_version <= $2`;

/** Keeps what a programme says of its audiences. Of those that are new, changed or gone, everybody is to be asked. */
export async function declareAudiences(tx: Tx, { audiences, version }: Programme, now: Date): Promise<void> {
  const ids = textColumn(audiences, ({ id }) => id);
  if (audiences.length > 0)
    await tx.query(DECLARE, [ids, textColumn(audiences, ({ when }) => when), version, now], 'audiences.declare');
  await tx.query(REMOVE, [ids, version, now], 'audiences.remove');
}
