import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { purchaseCompleted } from '@perennial/contracts';
import { Database, databaseName } from '@perennial/persistence';

import { ArmProcess, projectRoot } from '../arms/arm.js';
import { migrate } from '../arms/ours.js';
import type { World } from './world.js';

const POLL_MS = 100;
const SILENCE_MS = 90_000;
/** Of the records, those that only warm up. */
const WARM_UP = 0.1;

export const METRICS_DATABASE = databaseName('metrics');

/**
 * Has the metrics service, with an empty database, take in a topic of purchases from its first record on.
 *
 * @returns records a second, from a tenth of them on
 */
export async function metricsFromStart(world: World, topicPrefix: string, records: number): Promise<number> {
  await world.dropDatabase(METRICS_DATABASE);
  await migrate(world, 'metrics');
  const db = await Database.connect({ url: world.urlOf(METRICS_DATABASE), applicationName: 'bench', poolSize: 1 });
  const running = ArmProcess.run(world, {
    name: 'metrics',
    script: 'apps/metrics/dist/main.js',
    environment: {
      KAFKA_BROKERS: world.stack.brokers.join(','),
      DATABASE_URL: world.stack.postgresUrl,
      METRICS_PORT: '0',
      PERENNIAL_TOPIC_PREFIX: topicPrefix,
      PERENNIAL_PROGRAMME: join(projectRoot, 'programmes/jeweller.yaml'),
      LOG_LEVEL: 'warn',
    },
  });
  try {
    const samples: { atMs: number; done: number }[] = [];
    let newsAtMs = performance.now();
    for (let done = 0; done < records; await sleep(POLL_MS)) {
      running.expectAlive();
      const [row] = await db.query<{ done: number }>(
        'select coalesce(sum(next_offset), 0)::float8 as done from consumer_watermark where topic = $1',
        [purchaseCompleted.topic],
      );
      const atMs = performance.now();
      if ((row?.done ?? 0) > done) newsAtMs = atMs;
      else if (atMs - newsAtMs > SILENCE_MS) throw new Error(`metrics takes in nothing for ${SILENCE_MS / 1_000} s`);
      done = row?.done ?? 0;
      samples.push({ atMs, done });
    }
    const first = samples.find(({ done }) => done > 0 && done >= records * WARM_UP);
    const last = samples.at(-1);
    if (!first || !last || first === last) return NaN;
    return ((last.done - first.done) * 1_000) / (last.atMs - first.atMs);
  } finally {
    await running.stop();
    await db.close();
  }
}
