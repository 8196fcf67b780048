import type { Tx } from '@perennial/persistence';

import type { GaugeValue } from '../../gauge.js';

const SQL = /* sql */ `select reading, gauges, read_at from gauge_reading order by reading`;

export interface GaugeReading {
  /** What was read at once. */
  readonly reading: string;
  readonly gauges: readonly GaugeValue[];
  /** By the database's clock. */
  readonly readAt: Date;
}

/** The newest readings: a row each. */
export async function listGaugeReadings(tx: Tx): Promise<GaugeReading[]> {
  const rows = await tx.query<{ reading: string; gauges: readonly GaugeValue[]; read_at: Date }>(
    SQL,
    [],
    'metrics.list-gauge-readings',
  );
  return rows.map(({ reading, gauges, read_at: readAt }) => ({ reading, gauges, readAt }));
}
