import type { Tx } from '@perennial/persistence';
import { Gauge, type Registry } from 'prom-client';

import type { KeptGauge } from './gauge.js';
import { PROGRAMME_GAUGES } from './programme-gauges.js';
import { listGaugeReadings, type GaugeReading } from './store/queries/list-gauge-readings.js';
import { TARGET_GAUGES } from './target-gauges.js';

const READ_AT: KeptGauge = {
  name: 'loyalty_gauges_read_timestamp_seconds',
  help: 'When the gauges of a reading were read, as seconds since 1970.',
  labels: ['reading'],
};

/**
 * Tells Prometheus what `readGaugesJob` has kept, of the whole database: every instance tells the same. A scrape reads some rows,
 * however much they are of; when it fails, the last numbers stay.
 */
export function registerKeptGauges(registry: Registry, db: Tx): void {
  let reading: Promise<readonly GaugeReading[]> | undefined;
  const once = () => (reading ??= listGaugeReadings(db).finally(() => (reading = undefined)));
  const told = [...PROGRAMME_GAUGES, ...TARGET_GAUGES].map((gauge) => ({
    gauge,
    valuesOf: (readings: readonly GaugeReading[]) =>
      readings.flatMap(({ gauges }) => gauges).filter(({ name }) => name === gauge.name),
  }));
  const ages = {
    gauge: READ_AT,
    valuesOf: (readings: readonly GaugeReading[]) =>
      readings.map(({ reading: of, readAt }) => ({ labels: { reading: of }, value: readAt.getTime() / 1000 })),
  };
  for (const { gauge, valuesOf } of [...told, ages]) {
    new Gauge({
      name: gauge.name,
      help: gauge.help,
      labelNames: [...gauge.labels],
      registers: [registry],
      async collect() {
        const readings = await once().catch(() => undefined);
        if (!readings) return;
        this.reset();
        // One without labels would be 0 where there is nothing to tell.
        if (gauge.labels.length === 0) this.remove();
        for (const { labels, value } of valuesOf(readings)) this.set(labels, value);
      },
    });
  }
}
