import { clvProjected, purchaseCompleted, type ClvProjected } from '@perennial/contracts';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { anEvent, freshDatabase, ServiceOnKafka, until, type FreshDatabase } from '@perennial/testing';

import { MetricsChunkHandler } from './handlers/metrics-chunk.handler.js';
import { fitCurrencies } from './jobs/fit-currencies.js';
import { keepModelsFreshJob } from './jobs/keep-models-fresh.job.js';
import { metricsService } from './metrics.service.js';

const CUSTOMERS = 130;
const clock = () => new Date('2026-06-01T12:00:00Z');

describe('the metrics service on Kafka', () => {
  let database: FreshDatabase;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    service = await ServiceOnKafka.start({
      service: 'metrics',
      topics: metricsService.topics,
      publishes: [clvProjected.topic],
      databaseUrl: database.url,
      handler: () => new MetricsChunkHandler({ timeZone: 'UTC' }),
      clock,
    });
  });
  afterAll(async () => {
    await service?.end();
    await database?.drop();
  });

  /** What a consumer of the compacted topic knows: the newest projection of each customer. */
  function latest(): Map<string, ClvProjected> {
    return new Map(
      service.published.map(({ key, value }) => [String(key), clvProjected.data.parse(JSON.parse(String(value)))]),
    );
  }

  it('projects 130 customers from events that come three times, on any partition, to two instances; then by a model', async () => {
    const orders = Array.from({ length: CUSTOMERS }, (_, customer) =>
      Array.from({ length: 2 + (customer % 4) }, (_each, n) =>
        anEvent(purchaseCompleted, {
          data: { customerId: `c-${customer}`, currency: 'USD', totalMinor: 1000 + ((customer * 37) % 900) + 50 * n },
          time: new Date(Date.UTC(2026, 0, 1 + (customer % 30) + n * (2 + (customer % 25)))).toISOString(),
        }),
      ),
    ).flat();
    await service.send(orders);
    await service.send(orders.toReversed());
    await service.send(orders, 1);
    await service.settled();

    const frequencies = () => [...latest().values()].map(({ projections: [usd] }) => usd?.frequency ?? -1);
    const expected = Array.from({ length: CUSTOMERS }, (_, customer) => 1 + (customer % 4)).sort();
    await until(
      'all projections are read',
      () => latest().size === CUSTOMERS && frequencies().sort().join() === expected.join(),
    );
    expect([...latest().values()].every(({ modelVersion }) => modelVersion === undefined)).toBe(true);

    const db = await Database.connect({ url: database.url, applicationName: 'test-metrics-job' });
    const job = keepModelsFreshJob(db, clock, silentLog, {
      timeZone: 'UTC',
      source: '/perennial/metrics',
      fit: (currencies, today) => fitCurrencies(db, currencies, today),
    });
    job.onApplicationBootstrap();
    await until('all are projected by the model', () =>
      [...latest().values()].every(({ modelVersion }) => modelVersion === 'clv-1'),
    );
    await job.beforeApplicationShutdown();
    await db.close();
    expect([...latest().values()].every(({ projections: [usd] }) => usd?.clvMinor !== undefined)).toBe(true);
    expect(frequencies().sort()).toEqual(expected);
    expect(await database.db.query('select reason from quarantine')).toEqual([]);

    const contentOfId = new Map<string, string>();
    for (const { headers, value } of service.published) {
      const id = String(headers['ce_id']);
      expect(String(value)).toBe(contentOfId.get(id) ?? String(value));
      contentOfId.set(id, String(value));
    }
  });
});
