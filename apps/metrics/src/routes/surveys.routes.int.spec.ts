import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { customerUpserted, purchaseCompleted, surveyAnswered, type Envelope } from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { silentLog } from '@perennial/messaging';
import { becomes, isErasedAt } from '@perennial/oracle';
import { Database } from '@perennial/persistence';
import { CLOCK, fitHttpEdge } from '@perennial/service';
import {
  anEvent,
  freshDatabase,
  ServiceOnRecords,
  settableClock,
  type EventChanges,
  type FreshDatabase,
} from '@perennial/testing';
import { Registry } from 'prom-client';

import { MetricsChunkHandler } from '../handlers/metrics-chunk.handler.js';
import { namingColumns } from '../invariants.js';
import { metricsService } from '../metrics.service.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { GetCsatRoute } from './get-csat.route.js';
import { GetMetricsRoute } from './get-metrics.route.js';
import { GetNpsRepeatPurchaseRoute } from './get-nps-repeat-purchase.route.js';
import { GetNpsRoute } from './get-nps.route.js';
import { ListSurveyQuestionsRoute } from './list-survey-questions.route.js';
import { SummariseSurveysRoute } from './summarise-surveys.route.js';

type Answered = NonNullable<EventChanges<typeof surveyAnswered>['data']>;

const answered = (customerId: string | undefined, score: number, date: string, more: Answered = {}) =>
  anEvent(surveyAnswered, {
    data: { customerId, survey: 'nps', score, touchpoint: undefined, orderId: undefined, ...more },
    time: `${date}T12:00:00Z`,
  });
const bought = (customerId: string, orderId: string, date: string, more: object = {}) =>
  anEvent(purchaseCompleted, { data: { customerId, orderId, ...more }, time: `${date}T10:00:00Z` });
/** As many customers, each named by what they are and a number. */
const each = <Made>(count: number, name: string, make: (customerId: string, index: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(`${name}-${index}`, index));

describe('what is answered about surveys', () => {
  const clock = settableClock('2026-06-01T12:00:00Z');
  let database: FreshDatabase;
  let rig: ServiceOnRecords;
  let app: NestExpressApplication;

  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    rig = new ServiceOnRecords('metrics', database.db, new MetricsChunkHandler({ timeZone: 'UTC' }), clock);
    const module = await Test.createTestingModule({
      controllers: [
        ...[GetNpsRoute, GetNpsRepeatPurchaseRoute, GetCsatRoute, SummariseSurveysRoute, ListSurveyQuestionsRoute],
        GetMetricsRoute,
      ],
      providers: [
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: TIME_ZONE, useValue: 'UTC' },
        { provide: MINIMUM_N, useValue: 10 },
      ],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'metrics', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    await app?.close();
    await database?.drop();
  });

  async function ask(path: string): Promise<{ status: number; text: string }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/v1/${path}`);
    return { status: response.status, text: await response.text() };
  }
  const get = async (path: string): Promise<unknown> => JSON.parse((await ask(path)).text);
  const arrive = async (...events: readonly Envelope[]) => {
    await rig.arrive(...events);
    expect(await rig.refused()).toEqual({});
  };

  it('the NPS of 70 % promoters and 15 % detractors is 55, anonymous answers among them', async () => {
    await arrive(
      ...each(14, 'fan', (customerId) => answered(customerId, 9, '2026-03-01')),
      ...each(3, 'calm', (customerId) => answered(customerId, 7, '2026-03-01')),
      ...each(3, 'anonymous', () => answered(undefined, 6, '2026-03-01')),
    );
    const expected = { value: 55, n: 20, promoters: 14, passives: 3, detractors: 3, suppressed: false };
    expect(await get('metrics/nps')).toMatchObject({ survey: 'nps', from: null, to: null, minimumN: 10, ...expected });
    expect(await get('metrics/nps?from=2026-03-01&to=2026-03-01')).toMatchObject({ from: '2026-03-01', ...expected });
    expect(await get('metrics/nps?from=2026-03-02')).toMatchObject({ value: null, n: 0, suppressed: false });
    expect(await get('metrics/nps?to=2026-02-28')).toMatchObject({ value: null, n: 0 });
  });

  it('the NPS of 90 promoters and 40 detractors of 200 has the interval 14.3772 to 35.6228', async () => {
    const score = (index: number) => (index < 90 ? 10 : index < 160 ? 8 : 0);
    await arrive(...each(200, 'c', (customerId, index) => answered(customerId, score(index), '2026-03-01')));
    expect(await get('metrics/nps')).toMatchObject({
      value: 25,
      low: expect.closeTo(14.3772, 4),
      high: expect.closeTo(35.6228, 4),
      adjusted: { value: expect.closeTo(24.6305, 4), low: expect.closeTo(14.09, 4), high: expect.closeTo(35.1711, 4) },
    });
  });

  it('the latest answer of everybody counts, by the order of things and in each period, whatever came first', async () => {
    const early = each(10, 'c', (customerId) => answered(customerId, 0, '2026-03-01'));
    const late = each(10, 'c', (customerId) => answered(customerId, 10, '2026-03-20'));
    const next = each(10, 'c', (customerId) => answered(customerId, 8, '2026-04-02'));
    await arrive(...next);
    await arrive(...late);
    await arrive(...early);
    expect(await get('metrics/nps?groupBy=month')).toMatchObject({
      ...{ value: 0, n: 10 },
      groups: [
        { group: '2026-03', value: 100, n: 10 },
        { group: '2026-04', value: 0, n: 10 },
      ],
    });
    expect(await get('metrics/nps?groupBy=week&from=2026-03-01&to=2026-03-31&compare=previous')).toMatchObject({
      groups: [
        { group: '2026-02-23', value: -100, change: null },
        { group: '2026-03-16', value: 100, previous: { n: 0 }, change: null },
      ],
    });
    expect(await get('metrics/nps?groupBy=month&from=2026-03-01&to=2026-04-30&compare=previous')).toMatchObject({
      groups: [{ change: null }, { change: { value: -100 } }],
    });
  });

  it('an answer at the same instant as another of the same person is the later one by source and id, in any order', async () => {
    const at = { time: '2026-03-01T12:00:00Z', source: '/shop' };
    const data = { survey: 'nps', touchpoint: undefined, orderId: undefined };
    const events = each(10, 'c', (customerId) => [
      anEvent(surveyAnswered, { ...at, id: `${customerId}-b`, data: { ...data, customerId, score: 10 } }),
      anEvent(surveyAnswered, { ...at, id: `${customerId}-a`, data: { ...data, customerId, score: 0 } }),
    ]).flat();
    await arrive(...events.slice(0, 10));
    await arrive(...events.slice(10).reverse());
    expect(await get('metrics/nps')).toMatchObject({ value: 100, n: 10 });
  });

  it('groups are of touchpoint, location, channel of the order, country and any attribute; the change is of each', async () => {
    const people = each(40, 'c', (customerId, index) => ({ customerId, isFirst: index < 20, orderId: `o-${index}` }));
    await arrive(
      ...people.map(({ customerId, isFirst }) =>
        anEvent(customerUpserted, {
          data: {
            customerId,
            country: isFirst ? 'GB' : 'US',
            attributes: isFirst ? { metal: 'gold' } : { metal: 18, x: [1] },
          },
        }),
      ),
      ...people.map(({ customerId, isFirst, orderId }) =>
        bought(customerId, orderId, '2026-02-01', { channel: isFirst ? 'store' : 'app' }),
      ),
      ...people.map(({ customerId, isFirst, orderId }) => {
        const more = { orderId, touchpoint: isFirst ? 'till' : 'parcel', locationId: isFirst ? 'soho' : undefined };
        return answered(customerId, isFirst ? 10 : 0, '2026-03-02', more);
      }),
      ...people.map(({ customerId, isFirst }) => answered(customerId, isFirst ? 7 : 0, '2026-03-01')),
    );
    const groups = async (groupBy: string) => {
      const days = 'from=2026-03-02&to=2026-03-02&compare=previous';
      const body = (await get(`metrics/nps?${days}&groupBy=${groupBy}`)) as {
        groups: { group: string | null; value: number; change: { value: number } | null }[];
      };
      return body.groups.map(({ group, value, change }) => [group, value, change?.value]);
    };
    expect(await groups('country')).toEqual([
      ['GB', 100, 100],
      ['US', -100, 0],
    ]);
    expect(await groups('attribute:metal')).toEqual([
      ['18', -100, 0],
      ['gold', 100, 100],
    ]);
    expect(await groups('attribute:x')).toEqual([[null, 0, 50]]);
    expect(await groups('touchpoint')).toEqual([
      ['parcel', -100, undefined],
      ['till', 100, undefined],
    ]);
    expect(await groups('location')).toEqual([
      ['soho', 100, undefined],
      [null, -100, -50],
    ]);
    expect(await groups('channel')).toEqual([
      ['app', -100, undefined],
      ['store', 100, undefined],
    ]);
    expect(await get('metrics/nps?touchpoint=till&location=soho')).toMatchObject({ value: 100, n: 20 });
    const body = await get('metrics/nps?from=2026-03-02&to=2026-03-02&compare=previous');
    const expected = { value: 0, change: { value: 50 }, previous: { value: -50 } };
    expect(body).toMatchObject({ ...expected, previousFrom: '2026-03-01', previousTo: '2026-03-01' });
  });

  it('nothing is told of 9 people, nor of those whom the rest would tell', async () => {
    await arrive(
      ...each(3, 'a', (customerId) => answered(customerId, 0, '2026-03-01', { touchpoint: 'a' })),
      ...each(11, 'b', (customerId) => answered(customerId, 10, '2026-03-01', { touchpoint: 'b' })),
      ...each(30, 'd', (customerId) => answered(customerId, 10, '2026-03-01', { touchpoint: '=d' })),
    );
    const nothing = { value: null, n: null, low: null, high: null, promoters: null, adjusted: null, suppressed: true };
    expect(await get('metrics/nps?groupBy=touchpoint')).toMatchObject({
      ...{ n: 44, suppressed: false },
      groups: [
        { group: '=d', value: 100, n: 30 },
        { group: 'a', ...nothing },
        { group: 'b', ...nothing },
      ],
    });
    expect(await get('metrics/nps?touchpoint=a')).toMatchObject(nothing);
    const { text } = await ask('metrics/nps?groupBy=touchpoint&format=csv');
    expect(text.split('\r\n').map((line) => line.split(',').slice(0, 4))).toEqual([
      ['group', 'suppressed', 'value', 'n'],
      ["'=d", 'false', '100', '30'],
      ['a', 'true', '', ''],
      ['b', 'true', '', ''],
      [''],
    ]);
  });

  it('the CSAT of 171 satisfied among 200 is .855, .799513 to .897106, and its questions are told one by one', async () => {
    const csat = (customerId: string, index: number) =>
      answered(customerId, index < 171 ? 4 : 3, '2026-03-01', {
        survey: 'csat',
        answers: { fit: index < 100 ? 5 : 1, why: index < 150 ? 'gift' : `because ${index}`, rare: 1 },
      });
    await arrive(
      ...each(200, 'c', csat).map((event, index) =>
        index < 9 ? event : { ...event, data: { ...event.data, answers: { ...event.data.answers, rare: undefined } } },
      ),
    );
    expect(await get('metrics/csat')).toMatchObject({
      ...{ survey: 'csat', value: 0.855, n: 200 },
      low: expect.closeTo(0.799513, 6),
      high: expect.closeTo(0.897106, 6),
    });
    expect(await get('metrics/surveys/csat/questions')).toMatchObject({
      questions: [
        { question: 'fit', value: 0.5, n: 200, suppressed: false },
        { question: 'rare', value: null, n: null, choices: null, suppressed: true },
        {
          ...{ question: 'why', value: null, n: 200 },
          choices: [
            { choice: 'gift', answers: 150 },
            { choice: null, answers: 50 },
          ],
        },
      ],
    });
  });

  it('all surveys are summed up, with how often customers answered and which orders were answered about', async () => {
    await arrive(
      bought('c-0', 'o-0', '2026-03-01'),
      bought('c-1', 'o-1', '2026-03-01'),
      bought('c-1', 'o-2', '2026-02-28'),
      ...each(12, 'c', (customerId, index) =>
        answered(customerId, index < 6 ? 2 : 4, '2026-03-01', { survey: 'effort', orderId: 'o-0' }),
      ),
      answered('c-0', 6, '2026-03-02', { survey: 'effort' }),
      answered(undefined, 8, '2026-03-02'),
    );
    expect(await get('metrics/surveys?from=2026-03-01&to=2026-03-31')).toMatchObject({
      surveys: [
        {
          ...{ survey: 'effort', answers: 13, anonymous: 0, n: 12, value: 40 / 12, suppressed: false },
          distribution: [
            { score: 2, answers: 5 },
            { score: 4, answers: 6 },
            { score: 6, answers: 1 },
          ],
        },
        { survey: 'nps', n: null, value: null, answers: null, distribution: null, suppressed: true },
      ],
      customers: [
        { answers: 1, customers: 11 },
        { answers: 2, customers: 1 },
      ],
      answeredOrders: { value: 0.5, n: 2 },
    });
  });

  it('promoters come back or not: by the first answer, of who had bought by then, when 90 days are over', async () => {
    const band = (name: string, score: number, returning: number, at = '2026-02-01') =>
      each(20, name, (customerId, index) => [
        bought(customerId, `${customerId}-1`, '2026-01-15'),
        answered(customerId, score, at),
        ...(index < returning ? [bought(customerId, `${customerId}-2`, '2026-05-02')] : []),
      ]).flat();
    await arrive(
      ...band('fan', 10, 15),
      ...band('foe', 0, 5),
      // The 90th day after 3 March is the 1st of June, which is not over.
      ...band('calm', 7, 0, '2026-03-03'),
      // A day too late, on the day of the answer, without a purchase before, and a second answer: none of them counts.
      bought('fan-19', 'late', '2026-05-03'),
      bought('fan-18', 'same-day', '2026-02-01'),
      answered('nobody', 10, '2026-02-01'),
      bought('nobody', 'first', '2026-03-01'),
      answered('fan-0', 0, '2026-05-20'),
    );
    expect(await get('metrics/nps/repeat-purchase')).toMatchObject({
      ...{ days: 90, minimumN: 10 },
      bands: [
        { band: 'promoter', value: 0.75, n: 20, suppressed: false, notYetObserved: 0 },
        { band: 'passive', value: null, n: 0, suppressed: false, notYetObserved: 20 },
        { band: 'detractor', value: 0.25, n: 20 },
      ],
      promotersOverDetractors: { value: 0.5 },
    });
    expect(await get('metrics/nps/repeat-purchase?days=89&from=2026-02-01&to=2026-02-28')).toMatchObject({
      bands: [{ value: 0, n: 20 }, { n: 0 }, { value: 0, n: 20 }],
    });
    expect(await get('metrics/nps/repeat-purchase?days=89')).toMatchObject({
      bands: [{}, { value: 0, n: 20, notYetObserved: 0 }, {}],
    });
  });

  it('a member is told how often they answered, when last, and the band of their latest NPS', async () => {
    await arrive(
      answered('ann', 10, '2026-03-01'),
      answered('ann', 6, '2026-03-05'),
      answered('ann', 1, '2026-03-06', { survey: 'csat' }),
      bought('bob', 'o', '2026-03-01'),
    );
    expect(await get('members/ann/metrics')).toMatchObject({
      surveys: {
        ...{ answers: 3, last: '2026-03-06T12:00:00.000Z' },
        nps: { score: 6, band: 'detractor', at: '2026-03-05T12:00:00.000Z' },
      },
    });
    expect(await get('members/bob/metrics')).not.toHaveProperty('surveys');
  });

  it('answers follow a merge, leave with who is forgotten, and are refused of them from then on', async () => {
    await arrive(
      ...each(10, 'c', (customerId) => answered(customerId, 0, '2026-03-01')),
      answered('anna', 10, '2026-03-02'),
      becomes('c-0', 'anna', '2026-03-03T00:00:00Z'),
      ...each(10, 'd', (customerId) => answered(customerId, 10, '2026-03-01')),
    );
    expect(await get('metrics/nps')).toMatchObject({ n: 20, promoters: 11, detractors: 9 });
    expect(await get('members/c-0/metrics')).toMatchObject({ mergedInto: 'anna', surveys: { answers: 2 } });

    const afterwards = answered('anna', 0, '2026-03-05');
    await rig.arrive(isErasedAt('anna', '2026-03-04T00:00:00Z'), afterwards);
    expect(await rig.refused()).toEqual({ [afterwards.id]: 'SUBJECT_ERASED' });
    expect(await get('metrics/nps')).toMatchObject({ n: 19, promoters: 10, detractors: 9 });
    const rows = await database.db.query(`select 1 from survey_answer where customer_id in ('anna', 'c-0')`);
    expect(rows).toEqual([]);
    expect(await findRemembered(database.db, namingColumns)).toBeUndefined();
  });

  it.each([
    ['metrics/nps?groupBy=colour', 400, 'INVALID_REQUEST', '#/groupBy'],
    ['metrics/nps?from=2026-03-02&to=2026-03-01', 400, 'INVALID_REQUEST', '#/to'],
    ['metrics/nps?from=2026-02-29', 400, 'INVALID_REQUEST', '#/from'],
    ['metrics/nps?from=0001-01-01', 400, 'INVALID_REQUEST', '#/from'],
    ['metrics/csat?compare=previous&from=2026-03-01', 400, 'INVALID_REQUEST', '#/compare'],
    ['metrics/csat?form=2026-03-01', 400, 'INVALID_REQUEST', '#'],
    ['metrics/surveys?from=yesterday', 400, 'INVALID_REQUEST', '#/from'],
    ['metrics/surveys/csat/questions?location=%00', 400, 'INVALID_REQUEST', '#/location'],
    ['metrics/nps/repeat-purchase?days=731', 400, 'INVALID_REQUEST', '#/days'],
    ['metrics/nps?groupBy=attribute:%00', 400, 'INVALID_REQUEST', '#/groupBy'],
  ])('%s is %i %s at %s', async (path, status, code, pointer) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.text)).toMatchObject({ code, errors: [{ pointer }] });
  });

  it('more than 1,000 groups are 422 TOO_MANY_GROUPS', async () => {
    await arrive(
      ...each(1_000, 'c', (customerId) => answered(customerId, 9, '2026-03-01', { touchpoint: customerId })),
    );
    expect((await ask('metrics/nps?groupBy=touchpoint')).status).toBe(200);
    await arrive(answered('one-more', 9, '2026-03-01', { touchpoint: 'one more' }));
    const { status, text } = await ask('metrics/nps?groupBy=touchpoint');
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({ code: 'TOO_MANY_GROUPS' });
  });
});
