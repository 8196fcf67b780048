import { bucketOf, type Placed } from '@perennial/contracts';
import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

/** What an event told of a person, and where that stands in the order of things. */
export interface ToldFeature extends Placed {
  readonly customerId: string;
  readonly kind: 'profile' | 'tier' | 'survey' | 'value';
  readonly data: object;
}

const SQL = /* sql */ `
  insert into customer_feature (customer_id, kind, bucket, data, at, source, event_id)
  select * from unnest($1::text[], $2::text[], $3::int2[], ${jsonArray('$4')}, $5::timestamptz[], $6::text[], $7::text[])
      on conflict (customer_id, kind) do update
     set data = excluded.data, at = excluded.at, source = excluded.source, event_id = excluded.event_id
   where (customer_feature.at, customer_feature.source, customer_feature.event_id)
       < (excluded.at, excluded.source, excluded.event_id)`;

/**
 * Keeps what is told of persons where it is newer than what was known.
 *
 * @param told in order of things; of one kind. Persons are locked by `tx`
 */
export async function saveFeatures(tx: Tx, told: readonly ToldFeature[]): Promise<void> {
  const newest = [...new Map(told.map((feature) => [feature.customerId, feature])).values()];
  if (newest.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(newest, ({ customerId }) => customerId),
      textColumn(newest, ({ kind }) => kind),
      plainColumn(newest, ({ customerId }) => bucketOf(customerId)),
      jsonColumn(newest, ({ data }) => JSON.stringify(data)),
      instantColumn(newest, ({ at }) => at),
      textColumn(newest, ({ source }) => source),
      textColumn(newest, ({ id }) => id),
    ],
    'campaign.save-features',
  );
}
