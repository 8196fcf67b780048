import { checkpointSigned, decode } from '@perennial/contracts';
import { ServiceOnKafka, until } from '@perennial/testing';

import { publishedOf, NOW, SealsRig } from './seals-rig.fixture.js';

describe('checkpoints on Kafka', () => {
  let rig: SealsRig;
  let service: ServiceOnKafka;
  beforeAll(async () => {
    rig = await SealsRig.start();
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ['commerce.purchase'],
      publishes: [checkpointSigned.topic],
      databaseUrl: rig.database.url,
      handler: () => ({ handle: async () => ({ messages: [] }), forgottenAmong: async () => new Set<string>() }),
      clock: () => NOW,
      instances: 1,
    });
  });
  afterAll(async () => {
    await service?.end();
    await rig?.stop();
  });

  it('are published as the contract has them, and what was published is what verify holds the ledger against', async () => {
    await rig.book(3);
    const first = await rig.seal();
    await rig.book(1);
    const second = await rig.seal();
    await until(
      'both are read',
      () => new Set(service.published.map(({ headers }) => String(headers['ce_id']))).size === 2,
    );
    const events = service.published.map((record) => decode(record, { now: NOW }));
    expect(events.every(({ ok }) => ok)).toBe(true);
    const data = service.published.map(({ value }) => checkpointSigned.data.parse(JSON.parse(String(value))));
    expect(new Set(data.map(({ checkpointId }) => checkpointId)).size).toBe(2);
    expect(data).toEqual(expect.arrayContaining(publishedOf(first, second)));
    expect(await rig.verify(data)).toMatchObject({ ok: true });
  });
});
