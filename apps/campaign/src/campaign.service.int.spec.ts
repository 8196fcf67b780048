import { offerWithheld, purchaseCompleted, rewardIssued } from '@perennial/contracts';
import { anEvent, freshDatabase, ServiceOnKafka, until, type FreshDatabase } from '@perennial/testing';

import { campaignService } from './campaign.service.js';
import { armOf } from './domain/holdout.js';
import { aVault } from './codes/vault.fixture.js';
import { CampaignChunkHandler } from './handlers/campaign-chunk.handler.js';
import { listOffers } from './store/queries/list-offers.js';
import { summariseOffers } from './store/queries/summarise-offers.js';
import { jewellerWith } from './programme.fixture.js';

const vault = aVault();

describe('the campaign service on Kafka', () => {
  let database: FreshDatabase;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    service = await ServiceOnKafka.start({
      service: 'campaign',
      topics: campaignService.topics,
      publishes: [rewardIssued.topic, offerWithheld.topic],
      databaseUrl: database.url,
      handler: () => new CampaignChunkHandler({ programme: jewellerWith('next-purchase'), vault }),
      clock: () => new Date('2026-01-06T12:00:00Z'),
    });
  });
  afterAll(async () => {
    await service?.end();
    await database?.drop();
  });

  it('gives 60 customers one code or one holdout each, though every event comes three times, to two instances', async () => {
    const customers = Array.from({ length: 60 }, (_, index) => `c-${index}`);
    const purchases = customers.flatMap((customerId) => [
      anEvent(purchaseCompleted, { data: { customerId }, time: '2026-01-05T10:00:00Z' }),
      anEvent(purchaseCompleted, { data: { customerId }, time: '2026-01-05T10:00:00Z' }),
    ]);
    await service.send(purchases);
    await service.send(purchases, 1);
    await service.send(purchases.toReversed());
    await service.settled();
    const { offers, withheld } = await summariseOffers(database.db);
    const { published } = service;
    const idsRead = () => new Set(published.map(({ headers }) => String(headers['ce_id']))).size;
    await until('everything published is read', () => idsRead() >= offers + withheld);

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
    const stored = await Promise.all(read.map(({ customerId }) => listOffers(database.db, customerId, vault)));
    expect(stored.flatMap((offers) => offers?.map(({ code }) => code))).toEqual(read.map(({ code }) => code));
    expect(await database.db.query('select reason from quarantine')).toEqual([]);
  });
});
