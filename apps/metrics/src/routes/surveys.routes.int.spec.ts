import { findRemembered } from '@perennial/customers';
import { becomes, isErasedAt } from '@perennial/oracle';

import { namingColumns } from '../invariants.js';
import { answered, bought, each, SurveyRoutes } from './survey-routes.fixture.js';

describe('what is answered about surveys', () => {
  let routes: SurveyRoutes;
  beforeEach(async () => {
    routes = await SurveyRoutes.start();
  });
  afterEach(() => routes?.stop());

  it('the CSAT of 171 satisfied among 200 is .855, .799513 to .897106, and its questions are told one by one', async () => {
    const csat = (customerId: string, index: number) =>
      answered(customerId, index < 171 ? 4 : 3, '2026-03-01', {
        survey: 'csat',
        answers: { fit: index < 100 ? 5 : 1, why: index < 150 ? 'gift' : `because ${index}`, rare: 1 },
      });
    await routes.arrive(
      ...each(200, 'c', csat).map((event, index) =>
        index < 9 ? event : { ...event, data: { ...event.data, answers: { ...event.data.answers, rare: undefined } } },
      ),
    );
    expect(await routes.get('metrics/csat')).toMatchObject({
      ...{ survey: 'csat', value: 0.855, n: 200 },
      low: expect.closeTo(0.799513, 6),
      high: expect.closeTo(0.897106, 6),
    });
    expect(await routes.get('metrics/surveys/csat/questions')).toMatchObject({
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

  it('what few answered is told with the next frequent answer, so that no single answer is left over', async () => {
    const why = (customerId: string, index: number) =>
      answered(customerId, 9, '2026-03-01', {
        survey: 'csat',
        score: 4,
        answers: {
          why: index < 30 ? 'gift' : index < 50 ? 'price' : 'a word of my own',
          far: index < 11 ? 'no' : 'yes',
        },
      });
    await routes.arrive(...each(51, 'c', why));
    expect(await routes.get('metrics/surveys/csat/questions')).toMatchObject({
      questions: [
        {
          ...{ question: 'far', n: 51 },
          choices: [
            { choice: 'yes', answers: 40 },
            { choice: 'no', answers: 11 },
          ],
        },
        {
          ...{ question: 'why', n: 51 },
          choices: [
            { choice: 'gift', answers: 30 },
            { choice: null, answers: 21 },
          ],
        },
      ],
    });
  });

  it('questions of a place are hidden where the answers to the survey are, so that the others do not tell them', async () => {
    const at = (locationId: string, customers: number) =>
      each(customers, locationId, (customerId) =>
        answered(customerId, 4, '2026-03-01', { survey: 'csat', locationId, answers: { staff: 5 } }),
      );
    await routes.arrive(...at('bath', 4), ...at('ely', 14), ...at('york', 40));
    const of = (location: string) => routes.get(`metrics/surveys/csat/questions?location=${location}`);
    expect(await of('ely')).toMatchObject({
      questions: [{ question: 'staff', n: null, choices: null, suppressed: true }],
    });
    expect(await of('york')).toMatchObject({ questions: [{ question: 'staff', n: 40, suppressed: false }] });
  });

  it('all surveys are summed up, with how often customers answered and which orders were answered about', async () => {
    await routes.arrive(
      ...each(20, 'c', (customerId, index) => bought(customerId, `o-${index}`, '2026-03-01')),
      bought('c-1', 'before', '2026-02-28'),
      ...each(12, 'c', (customerId, index) =>
        answered(customerId, index < 6 ? 2 : 4, '2026-03-01', { survey: 'effort', orderId: 'o-0' }),
      ),
      answered('c-0', 6, '2026-03-02', { survey: 'effort' }),
      answered(undefined, 8, '2026-03-02'),
    );
    expect(await routes.get('metrics/surveys?from=2026-03-01&to=2026-03-31')).toMatchObject({
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
      // With it, less the 13 answers above, would be known how many the NPS has.
      customers: null,
      answeredOrders: { value: 0.05, n: 20 },
    });
  });

  it('orders that were answered about are not told of nine, nor scores that may be of one person alone', async () => {
    await routes.arrive(
      ...each(9, 'c', (customerId, index) => bought(customerId, `o-${index}`, '2026-03-01')),
      answered(undefined, 8, '2026-03-02', { orderId: 'o-0' }),
      ...each(12, 'd', (customerId, index) =>
        answered(customerId, index === 0 ? 123_456 : 100, '2026-03-01', { survey: 'budget' }),
      ),
      ...each(20, 'e', (customerId, index) =>
        answered(customerId, index < 10 ? 100 : 200, '2026-03-01', { survey: 'bill' }),
      ),
    );
    expect(await routes.get('metrics/surveys?from=2026-03-01&to=2026-03-31')).toMatchObject({
      surveys: [
        { survey: 'bill', distribution: [{ score: 100, answers: 10 }, { score: 200, answers: 10 }] }, // prettier-ignore
        { survey: 'budget', n: 12, distribution: null },
        { survey: 'nps', suppressed: true },
      ],
      answeredOrders: { value: null, n: null, low: null, high: null },
    });
  });

  it('how often customers answered is told where the surveys that are hidden cannot be worked out from it', async () => {
    const told = async () => (await routes.get('metrics/surveys')) as { customers: object[] | null };
    const survey = (name: string, customers: number, of: string) =>
      each(customers, of, (customerId) => answered(customerId, 3, '2026-03-01', { survey: name }));
    await routes.arrive(...survey('effort', 12, 'c'), ...survey('csat', 20, 'd'), answered('c-0', 4, '2026-03-02', { survey: 'effort' })); // prettier-ignore
    const twice = { answers: 2, customers: 1 };
    expect(await told()).toMatchObject({ customers: [{ answers: 1, customers: 31 }, twice] });
    await routes.arrive(...survey('packing', 6, 'e'));
    expect(await told()).toMatchObject({ customers: null });
    // The same six: they are still six.
    await routes.arrive(...survey('wrapping', 6, 'e'));
    expect(await told()).toMatchObject({ customers: null });
    await routes.arrive(...survey('queueing', 9, 'f'), ...survey('parking', 9, 'g'));
    expect(await told()).toMatchObject({
      surveys: [{ survey: 'csat', n: 20 }, { survey: 'effort', n: 12 }, {}, {}, {}, {}],
      customers: [
        { answers: 1, customers: 49 },
        { answers: 2, customers: 7 },
      ],
    });
  });

  it('how often customers answered is not told of ten surveys of one customer each: it would tell that', async () => {
    await routes.arrive(
      ...each(10, 'c', (customerId, index) => answered(customerId, 3, '2026-03-01', { survey: `s-${index}` })),
    );
    expect(await routes.get('metrics/surveys')).toMatchObject({ customers: null });
  });

  it('nothing is told of how often nine customers answered, who are all there are', async () => {
    await routes.arrive(...each(9, 'c', (customerId) => answered(customerId, 3, '2026-03-01')));
    expect(await routes.get('metrics/surveys')).toMatchObject({ surveys: [{ suppressed: true }], customers: null });
  });

  it('promoters come back or not: by the first answer, of who had bought by then, when 90 days are over', async () => {
    const band = (name: string, score: number, returning: number, at = '2026-02-01') =>
      each(20, name, (customerId, index) => [
        bought(customerId, `${customerId}-1`, '2026-01-15'),
        answered(customerId, score, at),
        ...(index < returning ? [bought(customerId, `${customerId}-2`, '2026-05-02')] : []),
      ]).flat();
    await routes.arrive(
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
    expect(await routes.get('metrics/nps/repeat-purchase')).toMatchObject({
      ...{ days: 90, minimumN: 10 },
      bands: [
        { band: 'promoter', value: 0.75, n: 20, suppressed: false, notYetObserved: 0 },
        { band: 'passive', value: null, n: 0, suppressed: false, notYetObserved: 20 },
        { band: 'detractor', value: 0.25, n: 20 },
      ],
      promotersOverDetractors: { value: 0.5 },
    });
    expect(await routes.get('metrics/nps/repeat-purchase?days=89&from=2026-02-01&to=2026-02-28')).toMatchObject({
      bands: [{ value: 0, n: 20 }, { n: 0 }, { value: 0, n: 20 }],
    });
    expect(await routes.get('metrics/nps/repeat-purchase?days=89')).toMatchObject({
      bands: [{}, { value: 0, n: 20, notYetObserved: 0 }, {}],
    });
  });

  it('of one answer that band is not told by the others, before or after its days are over', async () => {
    await routes.arrive(
      ...each(40, 'fan', (customerId) => [bought(customerId, customerId, '2026-01-15'), answered(customerId, 10, '2026-02-01')]).flat(),
      bought('foe', 'foe', '2026-01-15'),
      answered('foe', 0, '2026-03-02'),
    ); // prettier-ignore
    const nothing = { value: null, n: null, suppressed: true };
    const all = Array.from({ length: 3 }, () => nothing);
    const of = (query: string) => routes.get(`metrics/nps/repeat-purchase?${query}`);
    const day = 'from=2026-03-02&to=2026-03-02';
    expect(await of(`${day}&days=14`)).toMatchObject({ bands: all });
    expect(await of(`${day}&days=730`)).toMatchObject({
      bands: Array.from({ length: 3 }, () => ({ n: 0, notYetObserved: null })),
    });
    expect(await of('days=14')).toMatchObject({ bands: [nothing, { n: 0, suppressed: false }, nothing] });
  });

  it('a member is told how often they answered, when last, and the band of their latest NPS', async () => {
    await routes.arrive(
      answered('ann', 10, '2026-03-01'),
      answered('ann', 6, '2026-03-05'),
      answered('ann', 1, '2026-03-06', { survey: 'csat' }),
      bought('bob', 'o', '2026-03-01'),
    );
    expect(await routes.get('members/ann/metrics')).toMatchObject({
      surveys: {
        ...{ answers: 3, last: '2026-03-06T12:00:00.000Z' },
        nps: { score: 6, band: 'detractor', at: '2026-03-05T12:00:00.000Z' },
      },
    });
    expect(await routes.get('members/bob/metrics')).not.toHaveProperty('surveys');
  });

  it('answers follow a merge, leave with who is forgotten, and are refused of them from then on', async () => {
    await routes.arrive(
      ...each(10, 'c', (customerId) => answered(customerId, 0, '2026-03-01')),
      answered('anna', 10, '2026-03-02'),
      becomes('c-0', 'anna', '2026-03-03T00:00:00Z'),
      ...each(10, 'd', (customerId) => answered(customerId, 10, '2026-03-01')),
    );
    expect(await routes.get('metrics/nps')).toMatchObject({ n: 20, promoters: 11, detractors: 9 });
    expect(await routes.get('members/c-0/metrics')).toMatchObject({ mergedInto: 'anna', surveys: { answers: 2 } });

    const afterwards = answered('anna', 0, '2026-03-05');
    await routes.service.arrive(isErasedAt('anna', '2026-03-04T00:00:00Z'), afterwards);
    expect(await routes.service.refused()).toEqual({ [afterwards.id]: 'SUBJECT_ERASED' });
    expect(await routes.get('metrics/nps')).toMatchObject({ n: 19, promoters: 10, detractors: 9 });
    const rows = await routes.database.db.query(`select 1 from survey_answer where customer_id in ('anna', 'c-0')`);
    expect(rows).toEqual([]);
    expect(await findRemembered(routes.database.db, namingColumns)).toBeUndefined();
  });
});

describe('a question about surveys that cannot be answered', () => {
  let routes: SurveyRoutes;
  beforeAll(async () => {
    routes = await SurveyRoutes.start();
  });
  afterAll(() => routes?.stop());

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
    const response = await routes.ask(path);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.text)).toMatchObject({ code, errors: [{ pointer }] });
  });
});
