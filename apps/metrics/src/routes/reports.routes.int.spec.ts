import { rewardIssued, tierChanged } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { refitHere } from '../jobs/refit-here.fixture.js';
import { answered, bought, each, invited, SurveyRoutes } from './survey-routes.fixture.js';

const REPORTS = [
  ...['summary', 'nps', 'csat', 'nps/repeat-purchase', 'surveys', 'surveys/nps/questions', 'surveys/nps/response-rate'],
  ...['repeat-purchase-rate', 'cohorts', 'retention', 'churn', 'clv', 'segments', 'programme', 'targets'],
  ...['nps/weighted?by=country', 'cases', 'themes'],
];

const line = (category: string) => ({ lineId: category, sku: category, category, quantity: 1, unitPriceMinor: 500 });
const orderOf = (customerId: string, n: number, date: string, more: object = {}) =>
  bought(customerId, `${customerId}-${n}`, date, { currency: 'USD', totalMinor: 1000, lines: undefined, ...more });
const dayOf = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);

describe('reports of the metrics service', () => {
  let routes: SurveyRoutes;

  beforeAll(async () => {
    routes = await SurveyRoutes.start();
    await routes.arrive(
      // 150 customers of January and February, of whom 110 come back: the first 60 in the store, for rings.
      ...each(150, 'c', (customerId, index) =>
        Array.from({ length: index < 110 ? 2 + (index % 3) : 1 }, (_, n) =>
          orderOf(customerId, n, dayOf((index % 40) + n * (1 + (index % 29))), {
            totalMinor: 1000 + ((index * 53) % 700) + 90 * n,
            channel: index < 60 && n === 0 ? 'store' : 'online',
            ...(index < 60 && { lines: [line('rings'), ...(index < 12 ? [line('chains')] : [])] }),
          }),
        ),
      ).flat(),
      ...each(4, 'euro', (customerId) => orderOf(customerId, 0, '2026-03-01', { currency: 'EUR' })),
    );
    await routes.arrive(
      ...each(20, 'c', (customerId) => tier(customerId, 'bronze', 'silver', '2026-01-02')),
      ...each(12, 'c', (customerId) => tier(customerId, 'silver', 'gold', '2026-05-01')),
    );
    await routes.arrive(...each(15, 'c', (customerId) => offered(customerId, '2026-01-10')));
    await refitHere(routes.database.db, routes.clock());
    await routes.arrive(
      ...each(12, 'c', (customerId) => answered(customerId, 9, '2026-03-01', { answers: { fit: 4, '=why': '+1' } })),
      ...each(3, 'c', (customerId) => answered(customerId, 2, '2026-03-02', { survey: '=effort' })),
      ...each(20, 'c', (customerId) => invited(customerId, '2026-03-01')),
    );
  });
  afterAll(() => routes?.stop());

  const tier = (customerId: string, from: string, to: string, date: string) => ({
    ...anEvent(tierChanged, { data: { customerId, from, to }, time: `${date}T12:00:00Z` }),
    source: '/perennial/ledger',
  });
  const offered = (customerId: string, date: string) => ({
    ...anEvent(rewardIssued, {
      data: {
        ...{ customerId, kind: 'discount', points: undefined },
        reason: { rule: 'welcome', programmeVersion: 1, text: 'Welcome' },
      },
      time: `${date}T12:00:00Z`,
    }),
    source: '/perennial/campaign',
  });
  const table = async (path: string): Promise<string[][]> => {
    const { text } = await routes.ask(`metrics/${path}${path.includes('?') ? '&' : '?'}format=csv`);
    return text
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
  };

  it.each(REPORTS)('%s refuses a parameter it does not know, and names it', async (report) => {
    const { status, text } = await routes.ask(`metrics/${report}${report.includes('?') ? '&' : '?'}untill=2026-03-01`);
    expect([status, JSON.parse(text)]).toMatchObject([
      400,
      { code: 'INVALID_REQUEST', errors: [{ message: expect.stringContaining('untill') }] },
    ]);
  });

  it.each(REPORTS)('%s comes as a CSV table, of which every line has the columns of the header', async (report) => {
    const [header = [], ...rows] = await table(report);
    expect(header.length).toBeGreaterThan(3);
    expect(new Set(header).size).toBe(header.length);
    for (const row of rows) expect(row).toHaveLength(header.length);
  });

  it.each(['clv', 'segments', 'churn'])(
    '%s is of the customers of January where these are asked for',
    async (report) => {
      const [header = [], ...rows] = await table(`${report}?from=2026-01-01&to=2026-01-31`);
      const n = header.indexOf(report === 'churn' ? 'customers' : 'n');
      const told = rows.filter((row) => row[header.indexOf('currency')] === 'USD');
      const hidden = told.filter((row) => row[header.indexOf('suppressed')] === 'true').length;
      const sum = told.reduce((total, row) => total + Number(row[n]), 0);
      // Of every 40 customers 31, and of the last 30 all.
      if (hidden === 0) expect(sum).toBe(3 * 31 + 30);
      else expect(sum).toBeLessThan(3 * 31 + 30);
      expect(await routes.get(`metrics/${report}?from=2027-01-01`)).toMatchObject({ from: '2027-01-01', to: null });
      const { text } = await routes.ask(`metrics/${report}?from=2026-02-01&to=2026-01-01`);
      expect(JSON.parse(text)).toMatchObject({ errors: [{ pointer: '#/to' }] });
    },
  );

  it('the churn risk is told by channel and category of the first order, the tier of today and campaigns', async () => {
    const by = async (groupBy: string) => {
      const { groups } = (await routes.get(`metrics/churn?groupBy=${groupBy}`)) as {
        groups: { group: string; customers: number; suppressed: boolean; mean: number }[];
      };
      expect(groups.every(({ mean, suppressed }) => (suppressed ? mean === null : mean > 0 && mean < 1))).toBe(true);
      return groups.map(({ group, customers }) => [group, customers]);
    };
    expect(await by('channel')).toEqual([
      ['online', 90],
      ['store', 60],
    ]);
    // Twelve bought chains and rings.
    expect(await by('category')).toEqual([
      ['chains', 12],
      ['rings', 60],
      [null, 90],
    ]);
    // Eight are silver: with twelve of gold nobody can tell them from the whole.
    expect(await by('tier')).toEqual([
      ['bronze', 130],
      ['gold', null],
      ['silver', null],
    ]);
    expect(await by('campaign')).toEqual([
      ['welcome', 15],
      [null, 135],
    ]);
    expect(await by('cohort')).toEqual([
      ['2026-01', 123],
      ['2026-02', 27],
    ]);
  });

  it('values are told by the same groups, with as many customers and the same churn risk', async () => {
    const { groups: risks } = (await routes.get('metrics/churn?groupBy=category')) as {
      groups: { group: string; customers: number; mean: number }[];
    };
    const { currencies } = (await routes.get('metrics/clv?groupBy=category')) as {
      currencies: {
        groups: { group: string; n: number; clvSumMinor: number; churnRisk: number }[];
        deciles: object[];
      }[];
    };
    const groups = currencies[0]?.groups ?? [];
    expect(groups.map(({ group, n }) => [group, n])).toEqual([
      ['chains', 12],
      ['rings', 60],
      [null, 90],
    ]);
    for (const [i, { mean }] of risks.entries()) expect(groups[i]?.churnRisk).toBeCloseTo(mean, 9);
    const [header, first] = await table('clv?groupBy=category');
    expect(header?.slice(0, 4)).toEqual(['currency', 'group', 'suppressed', 'n']);
    expect(first?.slice(0, 4)).toEqual(['USD', 'chains', 'false', '12']);
    // Eight are silver: with twelve of gold nobody can tell them from the whole.
    expect(await routes.get('metrics/clv?groupBy=tier')).toMatchObject({
      currencies: [
        {
          groups: [
            { group: 'bronze', n: 130 },
            { group: 'gold', suppressed: true, n: null, clvSumMinor: null },
            { group: 'silver', suppressed: true, revenueMinor: null },
          ],
        },
      ],
    });
  });

  it('segments are told by group: of each the same segment as in the whole, or nothing', async () => {
    type Cells = { segment: string; n: number | null; suppressed: boolean }[];
    const { currencies } = (await routes.get('metrics/segments?groupBy=channel')) as {
      currencies: { segments: Cells; groups: { group: string; segments: Cells }[] }[];
    };
    const { segments = [], groups = [] } = currencies[0] ?? {};
    expect(groups.map(({ group }) => group)).toEqual(['online', 'store']);
    const told = segments.filter(({ segment, n }) => {
      const cells = groups.flatMap((each) => each.segments.filter((cell) => cell.segment === segment));
      const hidden = cells.filter((cell) => cell.suppressed).length;
      expect([0, cells.length]).toContain(hidden);
      if (n === null) expect(hidden).toBe(cells.length);
      else if (hidden === 0) expect(cells.reduce((sum, cell) => sum + (cell.n ?? NaN), 0)).toBe(n);
      return hidden === 0;
    });
    expect(told.length).toBeGreaterThan(0);
    const [header] = await table('segments?groupBy=channel');
    expect(header?.slice(0, 3)).toEqual(['currency', 'group', 'segment']);
  });

  it('the summary is told by group and currency, of ten customers and more also of all time', async () => {
    const by = async (query: string) => {
      const { groups } = (await routes.get(`metrics/summary?${query}`)) as {
        groups: { group: string; currency: string; customers: number; repeatCustomers: number; orders: number }[];
      };
      return groups.map(({ group, currency, customers, repeatCustomers }) => [
        group,
        currency,
        customers,
        repeatCustomers,
      ]);
    };
    // Where the four who paid in euros bought is not even named.
    expect(await by('groupBy=channel')).toEqual([
      ['online', 'USD', 90, 50],
      ['store', 'USD', 60, 60],
    ]);
    // In a window, the four who paid in euros are hidden with all dollars, which the whole would tell them from.
    expect(await by('groupBy=channel&from=1970-01-01')).toEqual([
      ['online', 'USD', null, null],
      ['store', 'USD', null, null],
    ]);
    expect((await by('groupBy=month&to=2026-01-31'))[0]).toEqual(['2026-01', 'USD', 123, expect.any(Number)]);
    const [header, first] = await table('summary?groupBy=channel');
    expect(header?.slice(0, 4)).toEqual(['group', 'currency', 'suppressed', 'customers']);
    expect(first?.slice(0, 4)).toEqual(['online', 'USD', 'false', '90']);
  });

  it.each([
    ['clv', 'month', 'as of today'],
    ['segments', 'currency', 'as of today'],
    ['churn', 'week', 'as of today'],
    ['summary', 'currency', 'told apart always'],
  ])('%s cannot be told by %s, and says why', async (report, groupBy, why) => {
    const { status, text } = await routes.ask(`metrics/${report}?groupBy=${groupBy}`);
    expect([status, JSON.parse(text)]).toMatchObject([
      400,
      { code: 'INVALID_REQUEST', errors: [{ pointer: '#/groupBy', message: expect.stringContaining(why) }] },
    ]);
  });

  it('the whole churn risk is that of retention and of its parts together', async () => {
    const { churn } = (await routes.get('metrics/retention')) as { churn: { expectedLost: number }[] };
    const told = (await routes.get('metrics/churn?groupBy=channel')) as {
      currencies: { expectedLost: number }[];
      groups: { expectedLost: number }[];
    };
    const lost = told.currencies[0]?.expectedLost ?? NaN;
    expect(churn).toMatchObject([{ currency: 'USD', customers: 150, expectedLost: expect.closeTo(lost, 9) }]);
    expect(told.groups.reduce((sum, { expectedLost }) => sum + expectedLost, 0)).toBeCloseTo(lost, 9);
  });

  it('cohorts are told apart by what the first purchase found: the whole beside them', async () => {
    const by = async (groupBy: string) => {
      const { groups } = (await routes.get(`metrics/cohorts?currency=USD&groupBy=${groupBy}`)) as {
        groups: { group: string; cohorts: { cohort: string; n: number | null }[] }[];
      };
      return groups.map(({ group, cohorts }) => [group, ...cohorts.map(({ n }) => n)]);
    };
    expect(await routes.get('metrics/cohorts?currency=USD&groupBy=channel')).toMatchObject({
      cohorts: [
        { cohort: '2026-01', n: 123 },
        { cohort: '2026-02', n: 27 },
      ],
    });
    // Nine of February bought in the store: value by channel tells of 60 there, so that January may not be told of either.
    expect(await by('channel')).toEqual([
      ['online', null, null],
      ['store', null, null],
    ]);
    // From their second day on twenty were silver; all of them had bought first before, but for those of the days after.
    expect(await by('tier')).toEqual([
      ['bronze', 105, 27],
      ['silver', 18],
    ]);
    // Of two groups, one is of few customers.
    expect(await by('campaign')).toEqual([
      ['welcome', null, null],
      [null, null, null],
    ]);
    const [header, first] = await table('cohorts?currency=USD&groupBy=tier');
    expect(header).toEqual(['group', 'cohort', 'n', 'suppressed', 'age', 'customers', 'share']);
    expect(first).toEqual(['bronze', '2026-01', '105', 'false', '0', '105', '1']);
  });

  it('of some days a currency is hidden everywhere where the totals without it would tell another one of four', async () => {
    const days = 'to=2026-03-31';
    const told = async (path: string) => {
      const { currencies } = (await routes.get(`metrics/${path}`)) as {
        currencies: { currency: string; customers: number | null }[];
      };
      return currencies.map(({ currency, customers }) => [currency, customers]);
    };
    const nothing = ['EUR', 'USD'].map((currency) => [currency, null]);
    expect(await told(`summary?${days}`)).toEqual(nothing);
    expect(await told(`retention?${days}`)).toEqual(nothing);
    expect(await told(`retention?${days}&currency=USD`)).toEqual([['USD', null]]);
    const { groups } = (await routes.get(`metrics/retention?${days}&groupBy=channel`)) as {
      groups: { orders: null }[];
    };
    expect(groups.map(({ orders }) => orders)).toEqual(groups.map(() => null));
    expect(await routes.get(`metrics/repeat-purchase-rate?${days}`)).toMatchObject({ n: 154 });
    const rate = await routes.get(`metrics/repeat-purchase-rate?${days}&currency=USD&groupBy=channel`);
    expect(rate).toMatchObject({ n: null, value: null, suppressed: true, groups: [] });
    // Without days these are the totals of the shop, which are told of each currency.
    expect(await told('retention?currency=USD')).toEqual([['USD', 150]]);
    expect(await routes.get('metrics/repeat-purchase-rate?currency=USD')).toMatchObject({ n: 150 });
    const target = {
      metric: 'averageOrderMinor',
      currency: 'USD',
      goal: 1,
      owner: 'ann',
      dueOn: '2026-12-31',
      days: 200,
    };
    const headers = { 'content-type': 'application/json', 'perennial-actor': 'bob', 'idempotency-key': 'of-usd' };
    const { text } = await routes.ask('metrics/targets', { method: 'POST', body: JSON.stringify(target), headers });
    expect(JSON.parse(text)).toMatchObject({ suppressed: true, value: null, n: null });
  });

  it('the summary is of some days where these are asked for, and then tells nothing of four customers', async () => {
    expect(await routes.get('metrics/summary')).toMatchObject({
      ...{ from: null, minimumN: 0, suppressed: false, customers: 154 },
      currencies: [
        { currency: 'EUR', customers: 4 },
        { currency: 'USD', customers: 150, model: { version: 'clv-1' } },
      ],
    });
    const march = await routes.get('metrics/summary?from=2026-03-01&to=2026-03-01');
    expect(march).toMatchObject({ minimumN: 10, suppressed: true, customers: null, orders: null });
    const january = await routes.get('metrics/summary?to=2026-01-31');
    expect(january).toMatchObject({
      ...{ to: '2026-01-31', suppressed: false, customers: 123, repeatPurchaseRate: { n: 123 } },
      currencies: [{ currency: 'USD', suppressed: false, customers: 123, lastDay: '2026-01-31', model: {} }],
    });
    const rate = await routes.get('metrics/repeat-purchase-rate?to=2026-01-31');
    expect(january).toMatchObject({ repeatPurchaseRate: { value: (rate as { value: number }).value } });
    const all = await routes.get('metrics/summary?from=1970-01-01');
    expect(all).toMatchObject({
      ...{ customers: 154 },
      // Of both, since with the dollars the whole would tell of the four.
      currencies: [
        { currency: 'EUR', suppressed: true, customers: null, revenueMinor: null, firstDay: null },
        { currency: 'USD', suppressed: true },
      ],
    });
  });

  it('groups of some days are not named where all of a currency are hidden and have too few for so many', async () => {
    const days = 'currency=EUR&groupBy=channel';
    for (const report of ['retention', 'repeat-purchase-rate', 'cohorts'])
      expect(await routes.get(`metrics/${report}?${days}`)).toMatchObject({ groups: [] });
    const march = 'from=2026-03-01&to=2026-03-01&groupBy=channel';
    expect(await routes.get(`metrics/summary?${march}`)).toMatchObject({ groups: [] });
    expect(await routes.get('metrics/cohorts?currency=EUR')).toMatchObject({ cohorts: [] });
    expect(await routes.get('metrics/churn?groupBy=channel&from=2026-02-09')).toMatchObject({ groups: [] });
  });

  it('names from events cannot become formulas of a spreadsheet', async () => {
    const [, first] = await table('surveys');
    expect(first?.slice(0, 3)).toEqual(["'=effort", 'true', '']);
    const [, why] = await table('surveys/nps/questions');
    expect(why).toEqual(["'=why", 'false', '', '', '', '12', "'+1", '12']);
  });

  it('surveys have a line each, with who answered and who was asked', async () => {
    const [header = [], , nps = []] = await table('surveys');
    expect(Object.fromEntries(header.map((column, i) => [column, nps[i]]))).toMatchObject({
      ...{ survey: 'nps', suppressed: 'false', n: '12', value: '9' },
      ...{ 'responses.n': '20', 'responses.value': '0.6', 'responses.suppressed': 'false' },
    });
  });
});
