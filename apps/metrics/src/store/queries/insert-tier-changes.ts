import { bucketOf, type Placed } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';

const SQL = /* sql */ `
  insert into tier_change (customer_id, changed_at, source, event_id, bucket, day, from_tier, to_tier)
  select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::int2[], $6::date[], $7::text[], $8::text[])`;

export interface TierChangeOfPerson extends Placed {
  readonly customerId: string;
  readonly from: string;
  readonly to: string;
  /** Days since 1970-01-01. */
  readonly day: number;
}

/** Keeps changes, each of a message nobody has told of. Their customers are persons, locked by `tx`. */
export async function insertTierChanges(tx: Tx, changes: readonly TierChangeOfPerson[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(changes, ({ customerId }) => customerId),
      instantColumn(changes, ({ at }) => at),
      textColumn(changes, ({ source }) => source),
      textColumn(changes, ({ id }) => id),
      plainColumn(changes, ({ customerId }) => bucketOf(customerId)),
      plainColumn(changes, ({ day }) => isoDate(day)),
      textColumn(changes, ({ from }) => from),
      textColumn(changes, ({ to }) => to),
    ],
    'metrics.insert-tier-changes',
  );
}
