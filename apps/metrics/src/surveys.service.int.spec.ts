import { clvProjected, surveyAnswered } from '@perennial/contracts';
import { anEvent, freshDatabase, ServiceOnKafka, type FreshDatabase } from '@perennial/testing';

import { npsOf } from './domain/nps.js';
import { MetricsChunkHandler } from './handlers/metrics-chunk.handler.js';
import { metricsService } from './metrics.service.js';
import { countScores } from './store/queries/count-scores.js';

const CUSTOMERS = 100;

describe('surveys on Kafka', () => {
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
      clock: () => new Date('2026-06-01T12:00:00Z'),
    });
  });
  afterAll(async () => {
    await service?.end();
    await database?.drop();
  });

  it('70 % promoters and 15 % detractors are 55, of answers that come three times, on any partition, to two instances', async () => {
    const latest = (customer: number) => (customer < 70 ? 10 : customer < 85 ? 8 : 2);
    const answers = Array.from({ length: CUSTOMERS }, (_, customer) =>
      [10 - latest(customer), latest(customer)].map((score, month) =>
        anEvent(surveyAnswered, {
          data: { customerId: `c-${customer}`, survey: 'nps', score },
          time: new Date(Date.UTC(2026, month, 10)).toISOString(),
        }),
      ),
    ).flat();
    await service.send(answers.toReversed());
    await service.send(answers);
    await service.send(answers, 1);
    await service.settled();

    const nps = async (window: object) => npsOf(await countScores(database.db, { survey: 'nps', window }));
    expect(await nps({})).toMatchObject({ value: 55, n: 100, promoters: 70, passives: 15, detractors: 15 });
    expect(await nps({ to: '2026-01-31' })).toMatchObject({ n: 100, promoters: 0, passives: 15, detractors: 85 });
    expect(await database.db.query('select reason from quarantine')).toEqual([]);
    expect(service.published).toEqual([]);
  });
});
