import {
  clvProjected,
  encodeStructured,
  purchaseCompleted,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';
import {
  connectProducer,
  Delivery,
  ensureTopics,
  groupLag,
  readTopic,
  silentLog,
  type EventProducer,
  type TopicRecord,
} from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { anEvent, freshDatabase, testStack, uniquePrefix, type FreshDatabase } from '@perennial/testing';

import { fitModel } from './domain/model.js';
import { MetricsChunkHandler } from './handlers/metrics-chunk.handler.js';
import { KeepModelsFreshJob } from './jobs/keep-models-fresh.job.js';
import { metricsService } from './metrics.service.js';

const PARTITIONS = 4;
const CUSTOMERS = 130;
const clock = () => new Date('2026-06-01T12:00:00Z');

describe('the metrics service on Kafka', () => {
  const topicPrefix = uniquePrefix();
  const latest = new Map<string, ClvProjected>();
  const contentOfId = new Map<string, string>();
  const closers: (() => Promise<unknown>)[] = [];
  let brokers: readonly string[];
  let database: FreshDatabase;
  let producer: EventProducer;

  beforeAll(async () => {
    ({ brokers } = await testStack());
    database = await freshDatabase('metrics', metricsService.migrations);
    await ensureTopics({ brokers, topicPrefix, partitions: PARTITIONS });
    producer = await connectProducer({ brokers, topicPrefix });
    const reader = await readTopic({ brokers, topicPrefix, topics: [clvProjected.topic], onRecord });
    closers.push(
      () => reader.stop(),
      () => producer.disconnect(),
    );
    for (let instance = 0; instance < 2; instance += 1) await startInstance();
  });
  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
    await database?.drop();
  });

  function onRecord({ key, value, headers }: TopicRecord): void {
    const id = String(headers['ce_id']);
    expect(contentOfId.get(id) ?? String(value)).toBe(String(value));
    contentOfId.set(id, String(value));
    latest.set(String(key), clvProjected.data.parse(JSON.parse(String(value))));
  }

  async function startInstance(): Promise<void> {
    const db = await Database.connect({ url: database.url, applicationName: 'test-metrics' });
    closers.push(() => db.close());
    const delivery = new Delivery({
      service: 'metrics',
      source: '/perennial/metrics',
      brokers,
      topicPrefix,
      topics: metricsService.topics,
      db,
      handler: new MetricsChunkHandler('UTC'),
      clock,
      log: silentLog,
      onFatal: (error) => {
        throw error;
      },
    });
    await delivery.start();
    closers.push(() => delivery.stop());
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const caughtUp = async () => {
    const lags = await groupLag({ brokers, topicPrefix, group: 'metrics', topics: metricsService.topics });
    return lags.every(({ lag }) => lag === 0n);
  };

  it('projects 130 customers from events that come three times, on any partition, to two instances; then by a model', async () => {
    const orders = Array.from({ length: CUSTOMERS }, (_, customer) =>
      Array.from({ length: 2 + (customer % 4) }, (_each, n) =>
        anEvent(purchaseCompleted, {
          data: { customerId: `c-${customer}`, currency: 'USD', totalMinor: 1000 + ((customer * 37) % 900) + 50 * n },
          time: new Date(Date.UTC(2026, 0, 1 + (customer % 30) + n * (2 + (customer % 25)))).toISOString(),
        }),
      ),
    ).flat();
    const send = (events: readonly Envelope[], shift: number): Promise<void> =>
      producer.send(
        events.map((event, index) => ({ ...encodeStructured(event), partition: (index + shift) % PARTITIONS })),
      );
    await send(orders, 0);
    await send(orders.toReversed(), 0);
    await send(orders, 1);
    await until(caughtUp);

    const frequencies = () => [...latest.values()].map(({ projections: [usd] }) => usd?.frequency ?? -1);
    const expected = Array.from({ length: CUSTOMERS }, (_, customer) => 1 + (customer % 4)).sort();
    await until(() => latest.size === CUSTOMERS && frequencies().sort().join() === expected.join());
    expect([...latest.values()].every(({ modelVersion }) => modelVersion === undefined)).toBe(true);

    const db = await Database.connect({ url: database.url, applicationName: 'test-metrics-job' });
    closers.push(() => db.close());
    const job = new KeepModelsFreshJob(db, clock, silentLog, {
      timeZone: 'UTC',
      source: '/perennial/metrics',
      fit: async (sample) => fitModel(sample),
    });
    job.onApplicationBootstrap();
    await until(() => [...latest.values()].every(({ modelVersion }) => modelVersion === 'clv-1'));
    await job.beforeApplicationShutdown();
    expect([...latest.values()].every(({ projections: [usd] }) => usd?.clvMinor !== undefined)).toBe(true);
    expect(frequencies().sort()).toEqual(expected);
    expect(await database.db.query('select reason from quarantine')).toEqual([]);
  });
});
