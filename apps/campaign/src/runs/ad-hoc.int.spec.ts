import { customerUpserted, serviceIssueReported, type Envelope } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';
import { anEvent, settableClock } from '@perennial/testing';

import { keepAudiences } from '../audiences/jobs/keep-audiences.js';
import { aVault } from '../codes/vault.fixture.js';
import { aCampaign } from '../domain/campaigns.fixture.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { runCampaigns } from './jobs/run-campaigns.js';

const NOW = '2027-03-15T12:00:00.000Z';
const clock = settableClock(NOW);
const british = { id: 'british', when: 'customer.country == "GB"' };
const offer = { kind: 'benefit', benefit: 'early-access', validDays: 3, worth: { USD: 500 } };

const programme: Programme = {
  ...jewellerWith(),
  audiences: [british],
  campaigns: [aCampaign({ id: 'sorry', trigger: { kind: 'event', on: serviceIssueReported.type } })],
  offers: { controlPercent: 0, perCustomer: { most: 1, days: 30 } },
};

describe('ad-hoc campaigns', () => {
  let routes: CampaignRoutes;
  beforeEach(async () => {
    clock.set(NOW);
    routes = await CampaignRoutes.start(programme, clock);
    await keepAudiences(routes.database.db, programme, clock());
    const people = Array.from({ length: 1_100 }, (_, index) => `kim-${String(index).padStart(4, '0')}`);
    await routes.service.arrive(...people.map((customerId, index) => lives(customerId, index % 2 === 0 ? 'GB' : 'US')));
  });
  afterEach(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  const lives = (customerId: string, country: string): Envelope =>
    anEvent(customerUpserted, { data: { customerId, country, consents: undefined }, time: '2027-03-15T11:00:00Z' });
  const run = (goOn?: () => Promise<boolean>) =>
    runCampaigns(routes.database.db, { programme, vault: aVault() }, clock(), goOn);
  const wanted = (changes: object = {}) => ({
    ...{ id: 'spring', text: 'Spring is here', offer, holdoutPercent: 0 },
    ...{ trigger: { kind: 'schedule', audience: 'british' }, ...changes },
  });
  const send = (path: string, body: object | undefined, key: string): Promise<Response> =>
    routes.ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, 'Perennial-Actor': 'ann@shop' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const start = (body: object, key = 'k-1') => send('campaigns', body, key);
  const told = async () => routes.get('campaigns/ad-hoc.spring');

  it('run once, at once, for everybody in the audience, however often they are sent', async () => {
    const answers = [await start(wanted()), await start(wanted())];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await answers[0]?.json()).toEqual({ campaignId: 'ad-hoc.spring', dueAt: NOW, programmeVersion: 1 });
    expect(await told()).toMatchObject({
      ...{ campaignId: 'ad-hoc.spring', trigger: 'schedule', offered: 0 },
      runs: [{ dueAt: NOW, state: 'running', lookedAt: 0, decided: 0, endedAt: null }],
    });
    expect(await run()).toBe(550);
    expect(await run()).toBe(0);
    expect(await told()).toMatchObject({
      ...{ offered: 550, withheld: [], document: { text: 'Spring is here' } },
      runs: [{ dueAt: NOW, state: 'done', lookedAt: 550, decided: 550, endedAt: NOW }],
    });
    expect(await routes.get('campaigns')).toMatchObject({
      items: [{ campaignId: 'sorry' }, { campaignId: 'ad-hoc.spring', offered: 550 }],
    });
    clock.advance({ minutes: 1 });
    const results = (await routes.get('campaigns/ad-hoc.spring/results')) as { readonly arms: readonly object[] };
    expect(results.arms[0]).toMatchObject({ arm: 'treatment', assigned: 550 });
    expect(await routes.get(`members/kim-0000/explain/%2Fperennial%2Fcampaign/ad-hoc.spring%2F${NOW}`)).toMatchObject({
      decisions: [{ campaignId: 'ad-hoc.spring', outcome: 'offered', occasion: NOW }],
    });
  });

  it('wait for their instant, and go on after a crash from where they were', async () => {
    await start(
      wanted({ trigger: { kind: 'schedule', when: 'customer.country == "US"', at: ['2027-03-15T14:00:00+01:00'] } }),
    );
    expect(await run()).toBe(0);
    expect(await told()).toMatchObject({ runs: [{ state: 'waiting' }] });
    clock.set('2027-03-15T13:00:00Z');
    let pages = 0;
    await run(async () => (pages += 1) <= 2);
    expect(await told()).toMatchObject({ offered: 500, runs: [{ state: 'running', lookedAt: 1_000, decided: 500 }] });
    expect(await run()).toBe(50);
    expect(await told()).toMatchObject({ offered: 550, runs: [{ state: 'done', lookedAt: 1_100, decided: 550 }] });
  });

  it('wait for an audience about which nobody has been asked yet, and are for all who are found in it', async () => {
    for (const table of ['audience', 'audience_member']) await routes.database.db.query(`delete from ${table}`);
    await start(wanted());
    expect(await run()).toBe(0);
    clock.advance({ minutes: 1 });
    await keepAudiences(routes.database.db, programme, clock());
    expect(await run()).toBe(550);
  });

  it('are stopped between two pages; what was offered stays', async () => {
    await start(wanted());
    let pages = 0;
    await run(async () => (pages += 1) <= 1);
    const stopped = await send('campaigns/ad-hoc.spring/stop', undefined, 'k-2');
    expect([stopped.status, await stopped.json()]).toMatchObject([200, { state: 'stopped', decided: 500 }]);
    expect(await run()).toBe(0);
    expect(await told()).toMatchObject({ offered: 500, runs: [{ state: 'stopped' }] });
    const ofDocument = await send('campaigns/sorry/stop', undefined, 'k-3');
    expect([ofDocument.status, await ofDocument.json()]).toMatchObject([409, { code: 'CAMPAIGN_OF_DOCUMENT' }]);
    const unknown = await send('campaigns/summer/stop', undefined, 'k-4');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'UNKNOWN_CAMPAIGN' }]);
  });

  it('are not all that can be stopped: what a campaign had begun that the document has no more, too', async () => {
    const { db } = routes.database;
    const tuesdays = aCampaign({ id: 'tuesdays', trigger: { kind: 'schedule', audience: 'british', at: [NOW] } });
    const before = { ...programme, campaigns: [...programme.campaigns, tuesdays] };
    clock.set('2027-03-15T11:59:00Z');
    await runCampaigns(db, { programme: before, vault: aVault() }, clock());
    clock.set(NOW);
    let pages = 0;
    await runCampaigns(db, { programme: before, vault: aVault() }, clock(), async () => (pages += 1) <= 1);
    expect(await run()).toBe(0);
    const stopped = await send('campaigns/tuesdays/stop', undefined, 'k-1');
    expect([stopped.status, await stopped.json()]).toMatchObject([200, { state: 'stopped', decided: 500 }]);
    // Should the document have it again, it is over.
    expect(await runCampaigns(db, { programme: before, vault: aVault() }, clock())).toBe(0);
  });

  it('are asked the same questions: the frequency cap, the budget, and of exempt ones neither counts', async () => {
    await start(wanted({ exempt: true, id: 'gift' }), 'k-gift');
    await start(wanted({ budgetPerMonth: { offers: 20 } }));
    await run();
    expect(await routes.get('campaigns/ad-hoc.gift')).toMatchObject({ offered: 550 });
    expect(await told()).toMatchObject({
      ...{ offered: 20, withheld: [{ reason: 'budget', n: 530 }] },
      budgets: [{ period: '2027-03', unit: 'offers', limit: 20, used: 20 }],
    });
    await start(wanted({ id: 'again', holdoutPercent: 100 }), 'k-again');
    await start(wanted({ id: 'more' }), 'k-more');
    clock.advance({ minutes: 1 });
    await run();
    expect(await routes.get('campaigns/ad-hoc.again')).toMatchObject({ withheld: [{ reason: 'holdout', n: 550 }] });
    expect(await routes.get('campaigns/ad-hoc.more')).toMatchObject({
      ...{ offered: 530, withheld: [{ reason: 'frequency-cap', n: 20 }] },
    });
  });

  it('and others that were exempt do not count for the cap when the document has them no more', async () => {
    const { db } = routes.database;
    const gifts = aCampaign({
      id: 'gifts',
      trigger: { kind: 'schedule', audience: 'british', at: [NOW] },
      exempt: true,
    });
    const before = { ...programme, campaigns: [...programme.campaigns, gifts] };
    clock.set('2027-03-15T11:59:00Z');
    await runCampaigns(db, { programme: before, vault: aVault() }, clock());
    clock.set(NOW);
    expect(await runCampaigns(db, { programme: before, vault: aVault() }, clock())).toBe(550);
    await start(wanted());
    await run();
    expect(await told()).toMatchObject({ offered: 550, withheld: [] });
  });

  it.each([
    [
      'an audience that is not there',
      { trigger: { kind: 'schedule', audience: 'scots' } },
      '#/trigger/audience',
      'is no audience; there are british',
    ],
    [
      'a condition on what is not there',
      { trigger: { kind: 'schedule', when: 'customer.contry == "GB"' } },
      '#/trigger/when',
      'has no field contry to look at; did you mean country?',
    ],
    [
      'another trigger',
      { trigger: { kind: 'first-purchase' } },
      '#/trigger/kind',
      'must be schedule: whatever else there is waits for something, and stands in the document',
    ],
    [
      'an instant that has passed',
      { trigger: { kind: 'schedule', audience: 'british', at: ['2027-03-15T11:59:59Z'] } },
      '#/trigger/at/0',
      `must not be before now, which is ${NOW}; without it, the campaign runs at once`,
    ],
    [
      'a code without an end',
      { offer: { kind: 'discount', percent: 10 } },
      '#/offer/validDays',
      'must be there: only what is for a date ends with it',
    ],
    [
      'points with a budget of money, where the document does not say what they cost',
      { offer: { kind: 'points', points: 50 }, budgetPerMonth: { money: { USD: 5_000 } } },
      '#/offer/points',
      'needs offers.per100Points in USD: a budget of money takes of it what they cost',
    ],
    ['a budget of nothing', { budgetPerMonth: { offers: 0 } }, '#/budgetPerMonth/offers', 'must be at least 1'],
  ])('are refused with the field and what would be right: %s', async (_title, changes, pointer, message) => {
    const answer = await start(wanted(changes));
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'INVALID_REQUEST', errors: [{ pointer, message }] },
    ]);
    expect((await routes.ask('campaigns/ad-hoc.spring')).status).toBe(404);
  });

  it('have an id that is used once', async () => {
    await start(wanted());
    const again = await start(wanted(), 'k-2');
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'CAMPAIGN_TAKEN' }]);
  });
});
