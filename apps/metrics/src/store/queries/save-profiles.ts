import { bucketOf } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Profile } from '../../domain/profile.js';

const SQL = /* sql */ `
  insert into customer_profile (customer_id, bucket, country, locale, preferences, attributes, at, source, event_id)
  select * from unnest($1::text[], $2::int2[], $3::text[], $4::text[], ${jsonArray('$5')}, ${jsonArray('$6')},
                       $7::timestamptz[], $8::text[], $9::text[])
      on conflict (customer_id) do update
     set country = excluded.country, locale = excluded.locale, preferences = excluded.preferences,
         attributes = excluded.attributes, at = excluded.at, source = excluded.source, event_id = excluded.event_id
   where (customer_profile.at, customer_profile.source, customer_profile.event_id) < (excluded.at, excluded.source, excluded.event_id)`;

/** Keeps what is known of persons where it is newer than what was known. @param profiles one of a person; locked by `tx` */
export async function saveProfiles(tx: Tx, profiles: readonly Profile[]): Promise<void> {
  if (profiles.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(profiles, ({ customerId }) => customerId),
      plainColumn(profiles, ({ customerId }) => bucketOf(customerId)),
      textColumn(profiles, ({ country }) => country),
      textColumn(profiles, ({ locale }) => locale),
      jsonColumn(profiles, ({ preferences }) => preferences && JSON.stringify(preferences)),
      jsonColumn(profiles, ({ attributes }) => attributes && JSON.stringify(attributes)),
      instantColumn(profiles, ({ at }) => at),
      textColumn(profiles, ({ source }) => source),
      textColumn(profiles, ({ id }) => id),
    ],
    'metrics.save-profiles',
  );
}
