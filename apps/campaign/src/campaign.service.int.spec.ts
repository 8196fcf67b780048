import { randomBytes } from 'node:crypto';

import { encodeStructured, offerWithheld, purchaseCompleted, rewardIssued, type Envelope } from '@perennial/contracts';
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
import { loadProgramme } from '@perennial/programme';
import { anEvent, freshDatabase, testStack, uniquePrefix, type FreshDatabase } from '@perennial/testing';

import { campaignService } from './campaign.service.js';
import { armOf } from './domain/holdout.js';
import { CampaignChunkHandler } from './handlers/campaign-chunk.handler.js';
import { summariseOffers } from './store/queries/summarise-offers.js';

const PARTITIONS = 4;
const clock = () => new Date('2026-01-06T12:00:00Z');

describe('the campaign service on Kafka', () => {
  const topicPrefix = uniquePrefix();
  const published: TopicRecord[] = [];
  const instances: Delivery[] = [];
  const closers: (() => Promise<void>)[] = [];
  let brokers: readonly string[];
  let database: FreshDatabase;
  let producer: EventProducer;

  beforeAll(async () => {
    ({ brokers } = await testStack());
    database = await freshDatabase('campaign', campaignService.migrations);
    await ensureTopics({ brokers, topicPrefix, partitions: PARTITIONS });
    producer = await connectProducer({ brokers, topicPrefix });
    const topics = [rewardIssued.topic, offerWithheld.topic];
    const reader = await readTopic({ brokers, topicPrefix, topics, onRecord: (record) => published.push(record) });
    closers.push(
      () => reader.stop(),
      () => producer.disconnect(),
    );
    for (let instance = 0; instance < 2; instance += 1) await startInstance();
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    for (const close of closers) await close();
    await database?.drop();
  });

  async function startInstance(): Promise<void> {
    const db = await Database.connect({ url: database.url, applicationName: 'test-campaign' });
    const delivery = new Delivery({
      service: 'campaign',
      source: '/perennial/campaign',
      brokers,
      topicPrefix,
      topics: campaignService.topics,
      db,
      handler: new CampaignChunkHandler(loadProgramme('programmes/jeweller.yaml'), randomBytes),
      clock,
      log: silentLog,
      onFatal: (error) => {
        throw error;
      },
    });
    instances.push(delivery);
    closers.push(() => db.close());
    await delivery.start();
  }

  const send = (events: readonly Envelope[], partitionOf: (index: number) => number): Promise<void> =>
    producer.send(events.map((event, index) => ({ ...encodeStructured(event), partition: partitionOf(index) })));

  /** Until everything sent is applied and published, and everything published is read. */
  async function untilCaughtUp(): Promise<void> {
    for (;;) {
      const lags = await groupLag({ brokers, topicPrefix, group: 'campaign', topics: campaignService.topics });
      const { offers, withheld } = await summariseOffers(database.db);
      const ids = new Set(published.map(({ headers }) => String(headers['ce_id'])));
      if (lags.every(({ lag }) => lag === 0n) && ids.size >= offers + withheld) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('gives 60 customers one code or one holdout each, though every event comes three times, to two instances', async () => {
    const customers = Array.from({ length: 60 }, (_, index) => `c-${index}`);
    const purchases = customers.flatMap((customerId) => [
      anEvent(purchaseCompleted, { data: { customerId }, time: '2026-01-05T10:00:00Z' }),
      anEvent(purchaseCompleted, { data: { customerId }, time: '2026-01-05T10:00:00Z' }),
    ]);
    await send(purchases, (index) => index % PARTITIONS);
    await send(purchases, (index) => (index + 1) % PARTITIONS);
    await send(purchases.toReversed(), (index) => index % PARTITIONS);
    await untilCaughtUp();

    const distinct = [...new Map(published.map((record) => [String(record.headers['ce_id']), record])).values()];
    const keysOf = (topic: string) =>
      distinct.flatMap((record) => (record.topic === topic ? [String(record.key)] : [])).toSorted();
    const inArm = (arm: string) =>
      customers.filter((customerId) => armOf(customerId, 'next-purchase', 10) === arm).toSorted();
    expect(keysOf('loyalty.reward-issued')).toEqual(inArm('treatment'));
    expect(keysOf('loyalty.offer')).toEqual(inArm('holdout'));
    expect(inArm('holdout').length).toBeGreaterThan(0);

    const rewards = distinct.filter(({ topic }) => topic === 'loyalty.reward-issued');
    const read = rewards.map(({ value }) => rewardIssued.data.parse(JSON.parse(String(value))));
    expect(new Set(read.map(({ code }) => code)).size).toBe(read.length);
    expect(rewards.map(({ headers }) => String(headers['ce_id']))).toEqual(read.map(({ rewardId }) => rewardId));
    expect(new Set(rewards.map(({ headers }) => String(headers['ce_source'])))).toEqual(
      new Set(['/perennial/campaign']),
    );
    const stored = await database.db.query<{ code: string }>('select code from offer');
    expect(stored.map(({ code }) => code).toSorted()).toEqual(read.map(({ code }) => code).toSorted());
    expect(await database.db.query('select reason from quarantine')).toEqual([]);
  });
});
