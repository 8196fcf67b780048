import { engagementRecorded, pointsGranted, suggestionChanged } from '@perennial/contracts';
import { anEvent, freshDatabase, ServiceOnKafka, until, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { aVault } from '../codes/vault.fixture.js';
import { aCampaign } from '../domain/campaigns.fixture.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { listSuggestions } from './queries/list-suggestions.js';
import { setStatus } from './set-status.js';

const NOW = '2027-03-15T12:00:00.000Z';
const thanks = aCampaign({
  id: 'thanks-for-the-idea',
  trigger: { kind: 'event', on: suggestionChanged.type, when: 'data.status == "done"' },
  offer: { kind: 'points', points: 50 },
  budgetPerMonth: { points: 100 },
});

describe('suggestions on Kafka', () => {
  const clock = () => new Date(NOW);
  let database: FreshDatabase;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const programme = { ...jewellerWith(), campaigns: [thanks] };
    service = await ServiceOnKafka.start({
      service: 'campaign',
      topics: campaignService.topics,
      publishes: [suggestionChanged.topic, pointsGranted.topic],
      databaseUrl: database.url,
      handler: () => new CampaignChunkHandler({ programme, vault: aVault() }),
      clock,
    });
  });
  afterAll(async () => {
    await service?.end();
    await database?.drop();
  });

  it('come back to the campaign that gives 50 points for what was done, once for events that come three times', async () => {
    const data = { customerId: 'ann', kind: 'suggestion-made', proofId: 'post-1' };
    const suggested = anEvent(engagementRecorded, { data, time: '2027-03-14T12:00:00Z' });
    await service.send([suggested, suggested]);
    await service.send([suggested], 1);
    await service.settled();
    const open = await listSuggestions(database.db, { status: 'open', after: undefined, limit: 9 });
    expect(open).toMatchObject([{ customerId: 'ann', proofId: 'post-1' }]);
    for (const status of ['planned', 'done'] as const) {
      await database.db.transaction((tx) =>
        setStatus({ tx, clock }, open[0]?.suggestionId ?? 'none', { status, actor: 'mia' }),
      );
    }
    const on = (topic: string) => service.published.filter((record) => record.topic === topic);
    await until('the points are granted', () => on(pointsGranted.topic).length > 0);
    await service.settled();
    const told = on(suggestionChanged.topic).map(({ value }) =>
      suggestionChanged.data.parse(JSON.parse(String(value))),
    );
    expect([...new Set(told.map(({ status }) => status))]).toEqual(['planned', 'done']);
    const granted = on(pointsGranted.topic).map(({ value }) => pointsGranted.data.parse(JSON.parse(String(value))));
    expect(new Set(granted.map(({ grantId }) => grantId)).size).toBe(1);
    expect(granted[0]).toMatchObject({ customerId: 'ann', campaignId: 'thanks-for-the-idea', points: 50 });
    expect(await database.db.query('select reason from quarantine')).toEqual([]);
  });
});
