import { probabilityAliveMbg } from '@perennial/clv';
import type { Tx } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { isoDate } from '../../domain/calendar-day.js';
import { DAYS_PER_WEEK, fitModel, type ModelFit } from '../../domain/model.js';
import { statisticsOf } from '../../domain/purchase-history.js';
import { sampleOf } from '../../domain/sample.js';
import { metricsService } from '../../metrics.service.js';
import { listSample } from './list-sample.js';
import { sumChurnRisk } from './sum-churn-risk.js';

const CUSTOMERS = 20_000;
const TODAY = 20_000;
const DOLLARS = { window: {}, currency: 'USD', today: isoDate(TODAY) };

/** One to four purchase days; and somebody who bought daily and has not for years, whose odds are beyond a double. */
const GENERATE = `
  insert into purchase_history (customer_id, currency, bucket, orders, purchase_days, first_day, last_day, first_day_minor, total_minor)
  select 'c-' || i, 'USD', 0, 1 + i % 4, 1 + i % 4, date '1970-01-01' + (19000 + i % 300),
         date '1970-01-01' + (19000 + i % 300 + case i % 4 when 0 then 0 else 1 + i % 500 end), 100, (1 + i % 4) * (100 + i % 100)
    from generate_series(1, $1) i
   union all
  select 'heavy', 'USD', 0, 2000, 2000, '1990-01-01', '1996-01-01', 100, 200000`;

describe('the churn risk of 20,000 customers', () => {
  let database: FreshDatabase;
  let model: ModelFit;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    await database.db.query(GENERATE, [CUSTOMERS - 1]);
    const some = (await listSample(database.db, 'USD')).slice(0, 2_000);
    const fitted = fitModel(sampleOf(some, TODAY));
    if (!fitted) throw new Error('nothing was fitted');
    model = fitted;
  });
  afterAll(() => database?.drop());

  it('is the sum of what the model says of each, added up by the database: one row leaves it', async () => {
    const { purchasesMbg } = model;
    if (!purchasesMbg) throw new Error('no MBG/NBD was fitted');
    const risks = (await listSample(database.db, 'USD')).map((history) => {
      const { frequency, recencyDays, ageDays } = statisticsOf(history, TODAY);
      const [tx, T] = [recencyDays / DAYS_PER_WEEK, ageDays / DAYS_PER_WEEK];
      return 1 - probabilityAliveMbg(purchasesMbg.forecastParameters, frequency, tx, T);
    });
    expect(risks).toHaveLength(CUSTOMERS);
    expect(Math.max(...risks)).toBe(1);
    let rows = 0;
    const query: Tx['query'] = async (...asked) => {
      const read = await database.db.query(...asked);
      rows += read.length;
      return read as never;
    };
    const tx: Tx = Object.assign(Object.create(database.db) as Tx, { query });
    const lost = risks.reduce((sum, risk) => sum + risk, 0);
    expect(await sumChurnRisk(tx, model, DOLLARS, undefined, 10)).toEqual([
      {
        ...{ group: null, customers: CUSTOMERS, alone: CUSTOMERS },
        ...{ mean: expect.closeTo(lost / CUSTOMERS, 12), expectedLost: expect.closeTo(lost, 7) },
        likelyLost: risks.filter((risk) => risk > 0.5).length,
      },
    ]);
    expect(rows).toBe(1);
  });

  it('is of who first bought in some days where these are asked for, and none of nobody or without that model', async () => {
    const from = isoDate(19_100);
    const [ofOneDay] = await sumChurnRisk(
      database.db,
      model,
      { ...DOLLARS, window: { from, to: from } },
      undefined,
      10,
    );
    // Every 300th.
    expect(ofOneDay).toMatchObject({ customers: 67 });
    expect(await sumChurnRisk(database.db, model, { ...DOLLARS, currency: 'EUR' }, undefined, 10)).toEqual([]);
    expect(await sumChurnRisk(database.db, {}, DOLLARS, undefined, 10)).toEqual([]);
  });
});
