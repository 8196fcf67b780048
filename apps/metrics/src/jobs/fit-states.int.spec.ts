import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { metricsService } from '../metrics.service.js';
import { rowsRead } from '../store/rows-read.fixture.js';
import { fitStatesOf } from './fit-states.js';

const CUSTOMERS = 300_000;

const insert = (from: number, to: number) => `
  insert into purchase_history (customer_id, currency, bucket, orders, purchase_days, first_day, last_day, first_day_minor, total_minor)
  select 'c-' || n, 'USD', 0, 1 + n % 3, 1 + n % 3, '2026-01-01', '2026-01-09', 100, 300
    from generate_series(${from}, ${to}) n`;

describe('what there is to fit, with 300,000 customers', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    await database.db.query(insert(1, CUSTOMERS));
  }, 120_000);
  afterAll(() => database?.drop());

  const applied = (topic: string, records: number) =>
    database.db.query(
      `insert into consumer_watermark (topic, partition, next_offset, owner) values ($1, 0, $2, 'test')
           on conflict (topic, partition) do update set next_offset = consumer_watermark.next_offset + excluded.next_offset`,
      [topic, records],
    );

  it('is counted anew when 3,000 records more were applied, and asked for 10 rows at most in between', async () => {
    let ask: ReturnType<typeof fitStatesOf> | undefined;
    let told: unknown;
    let records: unknown;
    let today = 20_463;
    /** Every turn asks the same function; what a turn reads is counted. */
    const turn = () =>
      rowsRead(database.db, async (tx) => {
        counting.tx = tx;
        ask ??= fitStatesOf({ query: (...args) => counting.tx.query(...args) });
        ({ states: told, records } = await ask(today));
      });
    const counting: { tx: Parameters<typeof fitStatesOf>[0] } = { tx: database.db };

    expect(await turn()).toBeGreaterThanOrEqual(CUSTOMERS);
    const counted = [{ currency: 'USD', customers: CUSTOMERS, repeatCustomers: 200_000 }];
    expect(told).toEqual(counted);

    await database.db.query(insert(CUSTOMERS + 1, CUSTOMERS + 2_999));
    await applied('commerce.purchase', 2_000);
    await applied('commerce.return', 999);
    await applied('loyalty.points', 1_000_000);
    expect(await turn()).toBeLessThanOrEqual(10);
    expect(told).toEqual(counted);

    await database.db.query(
      `insert into model_generation (generation, fitted_at, reason) values (1, now(), 'no-model')`,
    );
    await database.db.query(
      `insert into model values (1, 'USD', '2026-01-10', '2026-01-01', '2026-01-09', 290000, '{}')`,
    );
    expect(await turn()).toBeLessThanOrEqual(10);
    expect(told).toMatchObject([{ customers: CUSTOMERS, fitted: { customers: 290_000, asOfDay: 20_463 } }]);

    await applied('commerce.customer', 1);
    expect(await turn()).toBeGreaterThanOrEqual(CUSTOMERS);
    expect(told).toMatchObject([{ customers: CUSTOMERS + 2_999 }]);

    await database.db.query(insert(CUSTOMERS + 3_001, CUSTOMERS + 3_002).replace('USD', 'EUR'));
    expect(await turn()).toBeLessThanOrEqual(10);
    expect(told).toHaveLength(1);
    today += 1;
    await turn();
    expect(told).toMatchObject([{ currency: 'EUR', customers: 2 }, { currency: 'USD' }]);

    expect(records).toEqual({ applied: 3_000n, atRest: true, amid: undefined });
    await database.db.query(
      `insert into model_generation (generation, fitted_at, reason, records_amid) values (2, now(), 'grown', 2000)`,
    );
    await applied('commerce.purchase', 4);
    await turn();
    expect(records).toEqual({ applied: 3_004n, atRest: false, amid: 2_000n });
    await turn();
    expect(records).toEqual({ applied: 3_004n, atRest: true, amid: 2_000n });
  });
});
