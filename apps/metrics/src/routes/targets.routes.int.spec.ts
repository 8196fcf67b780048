import type { Tx } from '@perennial/persistence';

import { settleTargets } from '../jobs/settle-targets.job.js';
import { rowsRead } from '../store/rows-read.fixture.js';
import { readTargetGauges } from '../target-gauges.js';
import { answered, bought, each, SurveyRoutes } from './survey-routes.fixture.js';

/** On 1 June 2026. */
const NPS = { metric: 'nps', goal: 50, owner: 'ann', dueOn: '2026-06-11' };
const SETTINGS = { timeZone: 'UTC', minimumN: 10 };

describe('targets over HTTP', () => {
  let routes: SurveyRoutes;
  let keys = 0;
  beforeEach(async () => {
    routes = await SurveyRoutes.start();
  });
  afterEach(() => routes?.stop());

  const send = (body: object, headers: Record<string, string> = {}) =>
    routes.ask('metrics/targets', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        ...{ 'content-type': 'application/json', 'perennial-actor': 'bob', 'idempotency-key': `k-${(keys += 1)}` },
        ...headers,
      },
    });
  const set = async (body: object): Promise<string> => {
    const { status, text } = await send(body);
    expect([status, text]).toEqual([201, expect.any(String)]);
    return (JSON.parse(text) as { targetId: string }).targetId;
  };
  const withdraw = (targetId: string) =>
    routes.ask(`metrics/targets/${targetId}`, { method: 'DELETE', headers: { 'perennial-actor': 'bob' } });
  const settle = (db: Tx = routes.database.db) => settleTargets(db, routes.clock(), SETTINGS, async () => true);
  /** 20 answers of which so many promote and the others are passive: NPS is 5 times the promoters. */
  const answers = (promoters: number, date: string) =>
    routes.arrive(...each(20, 'c', (customerId, i) => answered(customerId, i < promoters ? 10 : 7, date)));

  it('goes from on track to at risk to missed as days go by, from the NPS of the day it was set', async () => {
    await answers(6, '2026-05-30');
    const id = await set(NPS);
    const told = () => routes.get(`metrics/targets/${id}`);
    expect(await told()).toEqual({
      ...{ targetId: id, metric: 'nps', unit: 'points of the score', currency: null, groupBy: null, group: null },
      ...{ direction: 'at-least', goal: 50, owner: 'ann', dueOn: '2026-06-11', days: 90, setOn: '2026-06-01' },
      ...{
        setBy: 'bob',
        status: 'on-track',
        final: false,
        value: 30,
        n: 20,
        suppressed: false,
        tooManyGroups: false,
        expected: 30,
      },
      ...{ startValue: 30, startOn: '2026-06-01' },
    });
    routes.clock.set('2026-06-06T12:00:00Z');
    await answers(8, '2026-06-05');
    expect(await told()).toMatchObject({ status: 'on-track', value: 40, expected: 40 });
    routes.clock.set('2026-06-11T23:59:59Z');
    expect(await told()).toMatchObject({ status: 'at-risk', value: 40, expected: 50 });
    routes.clock.set('2026-06-12T00:00:00Z');
    expect(await told()).toMatchObject({ status: 'missed', value: 40, expected: null, final: false });
  });

  it('is decided once its last day is over: later answers, and those of later days, change nothing any more', async () => {
    await answers(6, '2026-05-30');
    const id = await set(NPS);
    routes.clock.set('2026-06-12T00:10:00Z');
    await answers(12, '2026-06-12');
    await settle();
    const missed = { status: 'missed', final: true, value: 30, n: 20 };
    expect(await routes.get(`metrics/targets/${id}`)).toMatchObject(missed);
    await answers(20, '2026-06-10');
    await settle();
    expect(await routes.get(`metrics/targets/${id}`)).toMatchObject(missed);
  });

  it('tells nothing of fewer than 10 people, and begins when there are 10', async () => {
    await routes.arrive(...each(9, 'c', (customerId) => answered(customerId, 10, '2026-05-30')));
    const id = await set(NPS);
    await settle();
    const unknown = { status: 'not-enough-data', value: null, n: null, suppressed: true, startValue: null };
    expect(await routes.get(`metrics/targets/${id}`)).toMatchObject(unknown);
    routes.clock.set('2026-06-03T12:00:00Z');
    await routes.arrive(answered('c-9', 0, '2026-06-02'));
    await settle();
    expect(await routes.get(`metrics/targets/${id}`)).toMatchObject({
      ...{ status: 'met', value: 80, startValue: 80, startOn: '2026-06-03' },
    });
  });

  it('says of a decided one, too, that its figure was of too few to be told, and of another that there was none', async () => {
    await routes.arrive(...each(5, 'c', (customerId) => answered(customerId, 10, '2026-05-30')));
    const ids = [await set(NPS), await set({ ...NPS, metric: 'csat', goal: 0.5 })];
    ids.push(await set({ ...NPS, metric: 'redemptionRate', goal: 0.5 }));
    routes.clock.set('2026-06-12T00:10:00Z');
    await settle();
    const undecidable = { status: 'not-enough-data', final: true, value: null };
    const told = [true, false, false].map((suppressed) => ({ ...undecidable, suppressed }));
    for (const [i, id] of ids.entries()) expect(await routes.get(`metrics/targets/${id}`)).toMatchObject(told[i] ?? {});
  });

  it('is about a part where one is named, suppressed as in the report', async () => {
    await routes.arrive(
      ...each(12, 'd', (customerId) => answered(customerId, 10, '2026-05-30', { touchpoint: 'delivery' })),
      ...each(11, 's', (customerId) => answered(customerId, 0, '2026-05-30', { touchpoint: 'store' })),
      ...each(3, 'a', (customerId) => answered(customerId, 0, '2026-05-30', { touchpoint: 'app' })),
    );
    const at = async (group: string) =>
      routes.get(`metrics/targets/${await set({ ...NPS, groupBy: 'touchpoint', group })}`);
    expect(await at('delivery')).toMatchObject({ status: 'met', value: 100, n: 12 });
    // Or the whole less delivery would tell of three.
    expect(await at('store')).toMatchObject({ status: 'not-enough-data', suppressed: true });
    expect(await at('nowhere')).toMatchObject({ status: 'not-enough-data', n: 0, suppressed: false });
  });

  it('is not measured among more than 1,000 parts: it says so and is not decided, and to set another is refused', async () => {
    await routes.arrive(
      ...each(12, 'c', (customerId) => answered(customerId, 10, '2026-05-30', { touchpoint: 'delivery' })),
      ...each(12, 'c', (customerId) => bought(customerId, `a-${customerId}`, '2026-05-01')),
    );
    const { db } = routes.database;
    await db.query(`
      insert into campaign_offer (customer_id, campaign_id, arm, bucket, first_day)
      select customer_id, 'welcome', 'treatment', 0, '2026-01-01' from customer`);
    const scores = { ...NPS, groupBy: 'touchpoint', group: 'delivery' };
    const purchases = { metric: 'repeatPurchaseRate', goal: 0, owner: 'ann', dueOn: '2026-06-11' };
    const wanted = [scores, { ...purchases, groupBy: 'campaign', group: 'welcome' }];
    const ids = [await set(wanted[0] ?? {}), await set(wanted[1] ?? {})];
    await db.query(`
      insert into survey_answer (response_id, bucket, survey, touchpoint, score, answered_at, day, source, event_id)
      select i, 0, 'nps', 'p-' || i, 5, '2026-05-30T12:00:00Z'::timestamptz, '2026-05-30'::date, '/s', i::text from generate_series(1, 1000) i
       union all
      -- Ten more, with whom the single ones are hidden.
      select 1000 + i, 0, 'nps', 'p-1', 5, '2026-05-30T12:00:00Z'::timestamptz, '2026-05-30'::date, '/s', (1000 + i)::text from generate_series(1, 10) i`);
    await db.query(`
      insert into campaign_offer (customer_id, campaign_id, arm, bucket, first_day)
      select 'c-0', 'k-' || i, 'treatment', 0, '2026-01-01' from generate_series(1, 1000) i`);
    for (const each of wanted)
      expect(await send(each)).toMatchObject({ status: 422, text: expect.stringContaining('TOO_MANY_GROUPS') });
    routes.clock.set('2026-06-12T12:00:00Z');
    await settle();
    for (const id of ids)
      expect(await routes.get(`metrics/targets/${id}`)).toMatchObject({
        ...{ status: 'not-enough-data', tooManyGroups: true, suppressed: false, value: null, n: null, final: false },
      });
    await db.query(`delete from survey_answer where touchpoint = 'p-1000'`);
    expect(await routes.get(`metrics/targets/${ids[0] ?? ''}`)).toMatchObject({
      tooManyGroups: false,
      value: 100,
      n: 12,
    });
    // It was looked at today.
    expect(await rowsRead(db, (tx) => settle(tx))).toBeLessThan(10);
    expect(await routes.get(`metrics/targets/${ids[0] ?? ''}`)).toMatchObject({ final: false });
    routes.clock.set('2026-06-13T12:00:00Z');
    await settle();
    expect(await routes.get(`metrics/targets/${ids[0] ?? ''}`)).toMatchObject({ final: true, value: 100 });
  });

  it('can be of purchases and of the programme', async () => {
    await routes.arrive(
      ...each(12, 'c', (customerId) => bought(customerId, `a-${customerId}`, '2026-05-01', { totalMinor: 1000 })),
      ...each(3, 'c', (customerId) => bought(customerId, `b-${customerId}`, '2026-05-20', { totalMinor: 1000 })),
    );
    const due = { owner: 'ann', dueOn: '2026-12-31' };
    const value = async (wanted: object) => routes.get(`metrics/targets/${await set({ ...due, ...wanted })}`);
    const currency = 'USD';
    expect(await value({ metric: 'repeatPurchaseRate', goal: 0.5 })).toMatchObject({ value: 0.25, n: 12 });
    expect(await value({ metric: 'repeatPurchaseRate', goal: 0.5, days: 20 })).toMatchObject({ suppressed: true });
    expect(await value({ metric: 'averageOrderMinor', goal: 1, currency })).toMatchObject({ status: 'met' });
    expect(await value({ metric: 'purchaseFrequency', goal: 2, currency })).toMatchObject({ value: 1.25, n: 12 });
    expect(await value({ metric: 'churnRisk', goal: 0.2, currency })).toMatchObject({ status: 'not-enough-data' });
    for (const metric of ['redemptionRate', 'awardDelayP99Ms'])
      expect(await value({ metric, goal: 0.2 })).toMatchObject({ status: 'not-enough-data' });
    expect(await value({ metric: 'pointsOutstanding', goal: 5, direction: 'at-most' })).toMatchObject({
      status: 'met',
    });
  });

  it.each([
    ['a rate below 0', { metric: 'breakageRate', direction: 'at-most', goal: -0.1 }, '#/goal'],
    ['a share above 1', { metric: 'csat', goal: 80 }, '#/goal'],
    ['no direction where both may be better', { metric: 'breakageRate', goal: 0.2 }, '#/direction'],
    ['no currency where money is meant', { metric: 'averageOrderMinor', goal: 5000 }, '#/currency'],
    ['a currency where none is meant', { metric: 'nps', goal: 50, currency: 'USD' }, '#/currency'],
    ['a part by something else', { metric: 'nps', goal: 50, groupBy: 'month', group: '2026-05' }, '#/groupBy'],
    ['a part without its name', { metric: 'nps', goal: 50, groupBy: 'country' }, '#/group'],
    ['a day that does not exist', { metric: 'nps', goal: 50, dueOn: '2027-02-29' }, '#/dueOn'],
    ['another figure', { metric: 'happiness', goal: 1 }, '#/metric'],
  ])('%s is refused', async (_title, change, pointer) => {
    const { status, text } = await send({ owner: 'ann', dueOn: '2027-01-01', ...change });
    expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'INVALID_REQUEST', errors: [{ pointer }] }]);
  });

  it('needs a last day after today, a key and somebody who sets it; a repeat is answered as before', async () => {
    expect(await send({ ...NPS, dueOn: '2026-06-01' })).toMatchObject({
      ...{ status: 422, text: expect.stringContaining('TARGET_ENDS_TOO_EARLY') },
    });
    expect(await send(NPS, { 'perennial-actor': '' })).toMatchObject({
      ...{ status: 400, text: expect.stringContaining('ACTOR_REQUIRED') },
    });
    const first = await send(NPS, { 'idempotency-key': 'once' });
    expect(await send(NPS, { 'idempotency-key': 'once' })).toEqual(first);
    expect(await routes.get('metrics/targets')).toMatchObject({ targets: [{ metric: 'nps' }] });
  });

  it('is gone from every list when withdrawn, twice as well as once', async () => {
    const id = await set(NPS);
    expect(await withdraw(id)).toMatchObject({ status: 204 });
    expect(await withdraw(id)).toMatchObject({ status: 204 });
    expect(await routes.get('metrics/targets')).toMatchObject({ targets: [] });
    for (const gone of [id, '00000000-0000-0000-0000-000000000000', 'nonsense'])
      expect(await routes.ask(`metrics/targets/${gone}`)).toMatchObject({
        ...{ status: 404, text: expect.stringContaining('UNKNOWN_TARGET') },
      });
    expect(await withdraw('nonsense')).toMatchObject({ status: 404 });
  });

  it('refuses the 101st that is undecided', async () => {
    await routes.database.db.query(`
      insert into target (target_id, metric, goal, direction, owner, due_on, days, set_at, set_by)
      select gen_random_uuid(), 'nps', 1, 'at-least', 'ann', '2026-06-05', 1, now(), 'bob' from generate_series(1, 100)`);
    expect(await send(NPS)).toMatchObject({ status: 409, text: expect.stringContaining('TOO_MANY_TARGETS') });
  });

  it('comes as CSV, and to Prometheus by its status', async () => {
    const id = await set({ ...NPS, owner: '=ann' });
    const { text } = await routes.ask('metrics/targets?format=csv');
    expect(text.split('\r\n')).toEqual([
      expect.stringMatching(/^targetId,metric,unit,currency,groupBy,group,direction,goal,owner,/),
      expect.stringContaining(
        `${id},nps,points of the score,,,,at-least,50,'=ann,2026-06-11,90,2026-06-01,bob,not-enough`,
      ),
      '',
    ]);
    expect(await readTargetGauges(routes.database.db, routes.clock(), SETTINGS)).toEqual([
      { name: 'loyalty_target_status', labels: { target: id, metric: 'nps', status: 'not-enough-data' }, value: 1 },
    ]);
  });
});
