import type { Tx } from '@perennial/persistence';

import type { GaugeValue } from '../../gauge.js';

// A hundred times as long as the last reading took: so readings of up to 36 seconds take a hundredth of the time at most. No
// longer than an hour, because a reading may have waited for something else.
const RECENT = /* sql */ `
  select from gauge_reading
   where reading = $1 and read_at + least(100 * took, interval '1 hour') > clock_timestamp()`;

/** Whether gauges were read so recently, for what it costs, that they need not be read again. */
export async function isReadRecently(tx: Tx, reading: string): Promise<boolean> {
  return (await tx.query(RECENT, [reading])).length > 0;
}

const KEEP = /* sql */ `
  insert into gauge_reading (reading, gauges, took)
  values ($1, $2, $3 * interval '1 millisecond')
      on conflict (reading) do update
     set gauges = excluded.gauges, read_at = excluded.read_at, took = excluded.took`;

/** Keeps what was read, in place of what was read before. */
export async function keepGaugeReading(
  tx: Tx,
  reading: string,
  gauges: readonly GaugeValue[],
  tookMs: number,
): Promise<void> {
  await tx.query(KEEP, [reading, JSON.stringify(gauges), tookMs]);
}
