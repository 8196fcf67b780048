import type { Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { DayOfProgramme } from '../../domain/programme-movement.js';

const SQL = /* sql */ `
  insert into programme_day (day, issuer, movement, partition, messages, points)
  select day, issuer, movement, $1, messages, points
    from unnest($2::date[], $3::text[], $4::text[], $5::int8[], $6::int8[]) as n(day, issuer, movement, messages, points)
      on conflict (day, issuer, movement, partition) do update
     set messages = programme_day.messages + excluded.messages, points = programme_day.points + excluded.points`;

/** Adds what a chunk of a partition told. Chunks of one partition follow one another: the watermark's row sees to that. */
export async function addToProgrammeDays(tx: Tx, partition: number, days: readonly DayOfProgramme[]): Promise<void> {
  await tx.query(
    SQL,
    [
      partition,
      days.map(({ day }) => isoDate(day)),
      days.map(({ issuer }) => issuer),
      days.map(({ movement }) => movement),
      days.map(({ messages }) => messages),
      days.map(({ points }) => points),
    ],
    'metrics.add-to-programme-days',
  );
}
