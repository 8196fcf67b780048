import type { Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { DelayCount } from '../../domain/award-delay.js';

const SQL = /* sql */ `
  insert into award_delay_day (day, topic, partition, step, awards)
  select day, $1, $2, step, awards from unnest($3::date[], $4::int2[], $5::int8[]) as n(day, step, awards)
      on conflict (day, topic, partition, step) do update set awards = award_delay_day.awards + excluded.awards`;

export interface DelayOfDay extends DelayCount {
  /** Days since 1970-01-01. */
  readonly day: number;
}

/** Adds the delays that a chunk of a partition completed. @param delays each day and step once */
export async function addAwardDelays(
  tx: Tx,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  delays: readonly DelayOfDay[],
): Promise<void> {
  await tx.query(
    SQL,
    [
      topic,
      partition,
      delays.map(({ day }) => isoDate(day)),
      delays.map(({ step }) => step),
      delays.map(({ awards }) => awards),
    ],
    'metrics.add-award-delays',
  );
}
