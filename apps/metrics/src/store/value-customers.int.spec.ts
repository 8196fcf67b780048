import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { discountedSpend, probabilityAliveMbg } from '@perennial/clv';
import type { Tx } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { isoDate } from '../domain/calendar-day.js';
import { DAYS_PER_WEEK, fitModel, HORIZON, type ModelFit } from '../domain/model.js';
import { statisticsOf } from '../domain/purchase-history.js';
import { sampleOf } from '../domain/sample.js';
import { byGroup, valueGroups } from '../domain/value-report.js';
import { metricsService } from '../metrics.service.js';
import { listSample } from './queries/list-sample.js';
import { valueCustomers } from './value-customers.js';

const CUSTOMERS = 200_000;
const TODAY = 20_000;
const DOLLARS = { window: {}, currency: 'USD' };

/** One to four purchase days, and one dollar or two of each. */
const GENERATE = `
  insert into purchase_history (customer_id, currency, bucket, orders, purchase_days, first_day, last_day, first_day_minor, total_minor)
  select 'c-' || i, 'USD', 0, 1 + i % 4, 1 + i % 4, date '1970-01-01' + (19000 + i % 300),
         date '1970-01-01' + (19000 + i % 300 + case i % 4 when 0 then 0 else 1 + i % 500 end), 100, (1 + i % 4) * (100 + i % 100)
    from generate_series(1, $1) i`;

describe('the values of 200,000 customers', () => {
  let database: FreshDatabase;
  let model: ModelFit;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    await database.db.query(GENERATE, [CUSTOMERS]);
    const some = (await listSample(database.db, 'USD')).slice(0, 2_000);
    const fitted = fitModel(sampleOf(some, TODAY));
    if (!fitted) throw new Error('nothing was fitted');
    model = fitted;
  }, 240_000);
  afterAll(() => database?.drop());

  it('are what each is by itself, and each customer is there once', async () => {
    const { purchases, purchasesMbg, spend } = model;
    if (!purchasesMbg || !spend) throw new Error('not all models were fitted');
    const histories = await listSample(database.db, 'USD');
    let at = 0;
    for await (const page of valueCustomers(database.db, DOLLARS, model, TODAY)) {
      for (const [i, { history, value }] of page.entries()) {
        if (i % 997 !== 0) continue;
        expect(history).toEqual(histories[at + i]);
        const { frequency: x, recencyDays, ageDays, meanMinor: m } = statisticsOf(history, TODAY);
        const [tx, T] = [recencyDays / DAYS_PER_WEEK, ageDays / DAYS_PER_WEEK];
        expect(value.clv).toBeCloseTo(
          discountedSpend(purchases.forecastParameters, spend.parameters, { x, tx, T, m }, HORIZON),
          9,
        );
        expect(value.churnRisk).toBeCloseTo(1 - probabilityAliveMbg(purchasesMbg.forecastParameters, x, tx, T), 12);
      }
      at += page.length;
    }
    expect(at).toBe(CUSTOMERS);
  }, 240_000);

  it('are summed up 5,000 at a time, with memory that does not grow', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used: number[] = [];
    const rows: number[] = [];
    const query: Tx['query'] = async (...asked) => {
      collect();
      used.push(process.memoryUsage().heapUsed);
      const read = await database.db.query(...asked);
      rows.push(read.length);
      return read as never;
    };
    const tx: Tx = Object.assign(Object.create(database.db) as Tx, { query });
    const groups = await valueGroups(valueCustomers(tx, DOLLARS, model, TODAY), ({ history }) => [
      history.purchaseDays,
    ]);
    expect([...groups.values()].map(({ n }) => n)).toEqual([50_000, 50_000, 50_000, 50_000]);
    expect(Math.max(...rows)).toBe(5_000);
    // Everybody at once are above 60 MB.
    expect(Math.max(...used.slice(5)) - (used[4] ?? 0)).toBeLessThan(16_000_000);
  }, 240_000);

  it('are told by group in one reading of them all, everybody in all of their groups', async () => {
    await database.db.query(
      `insert into campaign_offer (customer_id, campaign_id, arm, bucket, first_day)
       select 'c-' || i, campaign, 'treatment', 0, '2020-01-01' from generate_series(1, 300) i, unnest(array['a', 'b']) campaign
        where campaign = 'a' or i <= 100`,
    );
    const groups = await database.db.transaction((tx) =>
      valueGroups(valueCustomers(tx, DOLLARS, model, TODAY, 'campaign'), (customer) => customer.groups),
    );
    expect(byGroup(groups).map(([group, { n, alone }]) => [group, n, alone])).toEqual([
      ['a', 300, 200],
      ['b', 100, 0],
      [null, 199_700, 199_700],
    ]);
    const whole = await valueGroups(valueCustomers(database.db, DOLLARS, model, TODAY), () => ['all']);
    const all = whole.get('all')?.clv?.sumMinor ?? NaN;
    const sum = ['a', null].reduce((total, group) => total + (groups.get(group)?.clv?.sumMinor ?? NaN), 0);
    expect(sum).toBeCloseTo(all, 3);
  }, 240_000);

  it('are those of who first bought in some days alone where these are asked for', async () => {
    const from = isoDate(19_100);
    const window = { from, to: from };
    let customers = 0;
    for await (const page of valueCustomers(database.db, { window, currency: 'USD' }, model, TODAY)) {
      customers += page.length;
      expect(page.every(({ history }) => history.firstDay === 19_100)).toBe(true);
    }
    // Every 300th.
    expect(customers).toBe(667);
  });
});
