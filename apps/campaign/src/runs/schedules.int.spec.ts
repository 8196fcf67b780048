import {
  customerErased,
  customerUpserted,
  purchaseCompleted,
  serviceIssueReported,
  type Envelope,
} from '@perennial/contracts';
import { listWaitingMessages } from '@perennial/messaging';
import type { Campaign, Programme } from '@perennial/programme';
import { anEvent, freshDatabase, ServiceOnRecords, settableClock, type FreshDatabase } from '@perennial/testing';

import { keepAudiences } from '../audiences/jobs/keep-audiences.js';
import { campaignService } from '../campaign.service.js';
import { aVault } from '../codes/vault.fixture.js';
import { aCampaign } from '../domain/campaigns.fixture.js';
import { armOf } from '../domain/holdout.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { runCampaigns } from './jobs/run-campaigns.js';
import { listRuns } from './queries/runs.js';

const MONDAY = '2027-03-15T09:00:00Z';
const clock = settableClock(MONDAY);
const vault = aVault();
const british = { id: 'british', when: 'customer.country == "GB"' };

const mondays = (changes: Partial<Campaign> = {}): Campaign =>
  aCampaign({
    id: 'mondays',
    trigger: { kind: 'schedule', audience: 'british', cron: '0 9 * * 1' },
    offer: { kind: 'benefit', benefit: 'early-access', validDays: 3 },
    ...changes,
  });
const programmeWith = (changes: Partial<Campaign> = {}, bounds: Partial<Programme['offers']> = {}): Programme => ({
  ...jewellerWith(),
  audiences: [british],
  campaigns: [mondays(changes)],
  offers: { controlPercent: 0, ...bounds },
});

describe('scheduled campaigns', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  let programme: Programme;
  beforeEach(async () => {
    clock.set('2027-03-12T12:00:00Z');
    database = await freshDatabase('campaign', campaignService.migrations);
    programme = programmeWith();
  });
  afterEach(async () => {
    await endWithInvariants(database.db, () => database.drop());
  });

  const live = (customerId: string, country = 'GB'): Envelope =>
    anEvent(customerUpserted, {
      data: { customerId, country, consents: undefined },
      time: new Date(clock().getTime() - 1).toISOString(),
    });
  /** The service runs with the programme, and these people live in Great Britain. */
  const begin = async (people: readonly string[]) => {
    service = new ServiceOnRecords('campaign', database.db, new CampaignChunkHandler({ programme, vault }), clock);
    await keepAudiences(database.db, programme, clock());
    await run();
    await service.arrive(...people.map((customerId) => live(customerId)));
  };
  const run = (goOn?: () => Promise<boolean>) => runCampaigns(database.db, { programme, vault }, clock(), goOn);
  const reasons = async () =>
    database.db.query<{ reason: string; n: bigint }>(
      'select reason, count(*) as n from decision group by 1 order by 1',
    );
  const runs = async () =>
    (await listRuns(database.db, ['mondays'], 10)).map(({ dueAt, state, lookedAt, decided }) => [
      ...[dueAt.toISOString(), state, lookedAt, decided],
    ]);
  const people = (n: number) => Array.from({ length: n }, (_, index) => `lee-${String(index).padStart(4, '0')}`);

  it('are decided about once for everybody in the audience at the instant, and again a week later', async () => {
    await begin(people(3));
    clock.set('2027-03-15T08:59:59Z');
    expect(await run()).toBe(0);
    clock.set(MONDAY);
    // Who leaves after the instant was in it; who enters later was not.
    clock.advance({ ms: 1 });
    await service.arrive(live('lee-0000', 'US'), live('late'));
    expect(await run()).toBe(3);
    expect(await run()).toBe(0);
    const asked = await database.db.query('select customer_id from decision order by 1');
    expect(asked).toEqual(people(3).map((customer_id) => ({ customer_id })));
    const decided = await database.db.query('select distinct cause_source, cause_id, occasion from decision');
    expect(decided).toEqual([
      {
        ...{ cause_source: '/perennial/campaign', cause_id: 'mondays/2027-03-15T09:00:00.000Z' },
        occasion: '2027-03-15T09:00:00.000Z',
      },
    ]);
    clock.advance({ days: 7 });
    expect(await run()).toBe(3);
    expect(await runs()).toEqual([
      ['2027-03-22T09:00:00.000Z', 'done', 3, 3],
      ['2027-03-15T09:00:00.000Z', 'done', 3, 3],
    ]);
  });

  it('go on after a crash behind the pages that were committed, with nobody twice and nobody left out', async () => {
    await begin(people(1_200));
    clock.set(MONDAY);
    let pages = 0;
    const dies = async (): Promise<boolean> => {
      pages += 1;
      if (pages > 2) throw new Error('killed');
      return true;
    };
    await expect(run(dies)).rejects.toThrow('killed');
    expect(await runs()).toEqual([['2027-03-15T09:00:00.000Z', 'running', 1_000, 1_000]]);
    // The one after whom it was left off is forgotten meanwhile.
    await service.arrive(anEvent(customerErased, { data: { customerId: 'lee-0999' }, time: '2027-03-15T08:00:00Z' }));
    const [place] = await database.db.query('select cursor from campaign_run');
    expect(place).toEqual({ cursor: 'lee-0998' });
    expect(await run()).toBe(200);
    expect(await reasons()).toEqual([{ reason: 'passed', n: 1_199n }]);
    expect((await listWaitingMessages(database.db)).length).toBeGreaterThanOrEqual(1_200);
    expect(await runs()).toEqual([['2027-03-15T09:00:00.000Z', 'done', 1_200, 1_200]]);
  });

  it('are decided about once by two instances at the same moment', async () => {
    await begin(people(1_200));
    clock.set(MONDAY);
    const [one = 0, other = 0] = await Promise.all([run(), run()]);
    expect(one + other + (await run())).toBe(1_200);
    expect(await reasons()).toEqual([{ reason: 'passed', n: 1_200n }]);
  });

  it('catch up what passed while nobody ran, if it is younger than what is answered, and nothing of before the document had it', async () => {
    programme = programmeWith({ trigger: { kind: 'schedule', audience: 'british', cron: '0 9 * * *' } });
    await begin(people(1));
    clock.set('2027-03-25T09:00:00Z');
    expect(await run()).toBe(7);
    expect((await runs()).map(([dueAt]) => dueAt)).toEqual(
      [25, 24, 23, 22, 21, 20, 19].map((day) => `2027-03-${day}T09:00:00.000Z`),
    );
    const other = { ...programme, version: 2, campaigns: [mondays({ id: 'others' })] };
    expect(await runCampaigns(database.db, { programme: other, vault }, clock())).toBe(0);
  });

  it('wait for an audience of which not everybody has been asked, and are for those who were in it by the document', async () => {
    programme = { ...programmeWith(), audiences: [] };
    await begin(people(600));
    programme = programmeWith();
    clock.set('2027-03-15T08:00:00Z');
    let pages = 0;
    await keepAudiences(database.db, programme, clock(), async () => (pages += 1) <= 1);
    await run();
    clock.set(MONDAY);
    expect(await run()).toBe(0);
    await keepAudiences(database.db, programme, clock());
    expect(await run()).toBe(600);
  });

  it('say why somebody gets nothing: held out, capped, out of budget, no consent', async () => {
    programme = programmeWith(
      { holdoutPercent: 50, budgetPerMonth: { offers: 2 } },
      { perCustomer: { most: 1, days: 30 } },
    );
    programme = {
      ...programme,
      campaigns: [
        ...programme.campaigns,
        aCampaign({
          id: 'sorry-again',
          trigger: { kind: 'event', on: serviceIssueReported.type },
          offer: mondays().offer,
        }),
      ],
    };
    const all = people(40);
    const treated = all.filter((customerId) => armOf(customerId, 'mondays', 50) === 'treatment');
    const [capped = '', refuses = ''] = treated;
    await begin(all);
    await service.arrive(
      anEvent(serviceIssueReported, { data: { customerId: capped }, time: '2027-03-12T11:00:00Z' }),
      anEvent(customerUpserted, {
        data: { customerId: refuses, country: 'GB', consents: { offers: false } },
        time: '2027-03-12T12:00:00Z',
      }),
    );
    clock.set(MONDAY);
    expect(await run()).toBe(40);
    const found = await database.db.query<{ reason: string; n: bigint }>(
      `select reason, count(*) as n from decision where campaign_id = 'mondays' group by 1 order by 1`,
    );
    expect(Object.fromEntries(found.map(({ reason, n }) => [reason, Number(n)]))).toEqual({
      ...{ holdout: 40 - treated.length, 'frequency-cap': 1, 'no-consent': 1, passed: 2 },
      budget: treated.length - 4,
    });
  });

  it('for a condition alone ask everybody who is known', async () => {
    programme = programmeWith({
      trigger: { kind: 'schedule', when: 'customer.purchases == 1', at: ['2027-03-15T10:00:00+01:00'] },
    });
    await begin(people(2));
    await service.arrive(
      anEvent(purchaseCompleted, { data: { customerId: 'lee-0001' }, time: '2027-03-12T11:00:00Z' }),
    );
    clock.set(MONDAY);
    expect(await run()).toBe(1);
    expect(await runs()).toEqual([['2027-03-15T09:00:00.000Z', 'done', 2, 1]]);
  });
});
