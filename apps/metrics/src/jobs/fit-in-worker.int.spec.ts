import { getEventListeners } from 'node:events';

import { freshDatabase, until, type FreshDatabase } from '@perennial/testing';

import { metricsService } from '../metrics.service.js';
import { fitCurrencies } from './fit-currencies.js';
import type * as FitInWorker from './fit-in-worker.js';

// What a build makes of this folder: a thread is started from a file, and Node cannot start it from TypeScript.
const { fitInWorker } = (await import(
  new URL('../../dist/jobs/fit-in-worker.js', import.meta.url).href
)) as typeof FitInWorker;

const TODAY = 20_000;

/** Of a currency: one to four purchase days, of one dollar to a dollar and a half. */
const GENERATE = `
  insert into purchase_history (customer_id, currency, bucket, orders, purchase_days, first_day, last_day, first_day_minor, total_minor)
  select 'c-' || i, $1, 0, 1 + i % 4, 1 + i % 4, date '1970-01-01' + (19000 + i % 300),
         date '1970-01-01' + (19000 + i % 300 + case i % 4 when 0 then 0 else 1 + i % 500 end), 100, (1 + i % 4) * (100 + i % 50)
    from generate_series(1, $2) i`;

const running = new AbortController().signal;

describe('fitting in a thread of its own', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    await database.db.query(GENERATE, ['USD', 12_000]);
    await database.db.query(GENERATE, ['EUR', 40]);
  });
  afterAll(() => database?.drop());

  const sessions = async () => {
    const named = `select count(*)::int4 as n from pg_stat_activity where application_name = 'perennial-metrics-fit'`;
    const [row] = await database.db.query<{ n: number }>(named);
    return row?.n ?? 0;
  };

  it('gives what fitting here gives, leaves out what there is too little of, and gives its connection back', async () => {
    const fitted = await fitInWorker(database.url)(['USD', 'EUR'], TODAY, running);
    expect(fitted).toEqual(await fitCurrencies(database.db, ['USD', 'EUR'], TODAY));
    expect(fitted).toMatchObject([{ currency: 'USD', customers: 12_000, asOfDay: TODAY, firstDay: 19_000 }]);
    await until('the connection is closed', async () => (await sessions()) === 0);
  });

  it('ends at once when the service stops, with its connection', async () => {
    const stop = new AbortController();
    await database.db.transaction(async (tx) => {
      // So that the thread waits in the middle of its work.
      await tx.query('lock table purchase_history in access exclusive mode');
      const refused = expect(fitInWorker(database.url)(['USD'], TODAY, stop.signal)).rejects.toThrow(/and no answer/);
      await until('the thread has its connection', async () => (await sessions()) === 1);
      stop.abort();
      await refused;
    });
    await until('the connection is closed', async () => (await sessions()) === 0);
  });

  it('does not begin when the service has stopped already', async () => {
    await expect(fitInWorker(database.url)(['USD'], TODAY, AbortSignal.abort())).rejects.toThrow(/abort/);
  });

  it('leaves nothing behind on the signal of the service, which sees many fits', async () => {
    const stop = new AbortController();
    await fitInWorker(database.url)(['EUR'], TODAY, stop.signal);
    await expect(fitInWorker(`${database.url}-gone`)(['EUR'], TODAY, stop.signal)).rejects.toThrow();
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('fails when the thread fails', async () => {
    await expect(fitInWorker(`${database.url}-gone`)(['USD'], TODAY, running)).rejects.toThrow(/does not exist/);
  });
});
