import { freshDatabase, settableClock, type FreshDatabase } from '@perennial/testing';
import { Registry } from 'prom-client';

import type { GaugeValue } from './gauge.js';
import { readGauges } from './jobs/read-gauges.job.js';
import { registerKeptGauges } from './kept-gauges.js';
import { metricsService } from './metrics.service.js';
import { readProgrammeGauges } from './programme-gauges.js';
import { rowsRead } from './store/rows-read.fixture.js';
import { readTargetGauges } from './target-gauges.js';

const clock = settableClock('2026-06-01T12:00:00Z');

describe('what Prometheus is told', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
  });
  afterEach(() => database?.drop());

  const readProgramme = () =>
    readGauges(database.db, { reading: 'programme', read: () => readProgrammeGauges(database.db) });
  const scrape = (db = database.db) => {
    const registry = new Registry();
    registerKeptGauges(registry, db);
    return registry.metrics();
  };
  const points = (value: number): GaugeValue[] => [{ name: 'loyalty_points_outstanding', labels: {}, value }];

  it('costs 2 rows a scrape with 100,000 purchase days as with none, also on an instance that has just started', async () => {
    await database.db.query(`
      insert into purchase_day (customer_id, currency, day, bucket, orders, amount_minor)
      select 'c-' || n % 20000, 'USD', date '2026-01-01' + n / 20000, 0, 1, 100 from generate_series(0, 99999) n`);
    await database.db.query(`
      insert into programme_day (day, issuer, movement, partition, messages, points)
      values ('2026-01-01', 'ledger', 'issued', 0, 5, 50000)`);
    const reading = rowsRead(database.db, (tx) => readProgrammeGauges(tx));
    await readProgramme();
    const targets = () => readTargetGauges(database.db, clock(), { timeZone: 'UTC', minimumN: 10 });
    await readGauges(database.db, { reading: 'targets', read: targets });
    expect(await reading).toBeGreaterThan(100_000);

    const registry = new Registry();
    const read = await rowsRead(database.db, async (tx) => {
      registerKeptGauges(registry, tx);
      expect(await registry.metrics()).toContain('\nloyalty_points_per_order 0.5\n');
    });
    expect(read).toBe(2);
  });

  it('is read again after a hundred times as long as reading took, and after an hour at the latest', async () => {
    let value = 1;
    const read = async () => points((value += 1));
    const outstanding = async () => /^loyalty_points_outstanding (.*)$/m.exec(await scrape())?.[1];
    const age = (seconds: number, took: string) =>
      database.db.query(
        `update gauge_reading set read_at = clock_timestamp() - $1 * interval '1 second', took = $2::interval`,
        [seconds, took],
      );
    const wanted = [
      [59, '1 second', '2'],
      [101, '1 second', '3'],
      [3590, '1 minute', '3'],
      [3610, '1 minute', '4'],
    ] as const;
    await readGauges(database.db, { reading: 'programme', read });
    for (const [seconds, took, expected] of wanted) {
      await age(seconds, took);
      await readGauges(database.db, { reading: 'programme', read });
      expect([seconds, await outstanding()]).toEqual([seconds, expected]);
    }
  });

  it('tells when it was read, so that an alert sees a job that does not run', async () => {
    await readGauges(database.db, { reading: 'programme', read: async () => points(7) });
    await database.db.query(`update gauge_reading set read_at = '2026-06-01T12:00:00.5Z'`);
    expect(await scrape()).toContain('\nloyalty_gauges_read_timestamp_seconds{reading="programme"} 1780315200.5\n');
  });

  it('forgets what is not told any more: a target that was withdrawn', async () => {
    const registry = new Registry();
    registerKeptGauges(registry, database.db);
    const status = { name: 'loyalty_target_status', labels: { target: 't', metric: 'nps', status: 'met' }, value: 1 };
    const readTargets = async (gauges: readonly GaugeValue[]) => {
      await database.db.query('delete from gauge_reading');
      await readGauges(database.db, { reading: 'targets', read: async () => gauges });
      return registry.metrics();
    };
    expect(await readTargets([status])).toContain('loyalty_target_status{metric="nps",status="met",target="t"} 1');
    expect(await readTargets([])).not.toContain('target="t"');
  });

  it('is no 0 where there is nothing to tell: no rate of no points', async () => {
    expect(await scrape()).not.toMatch(/^loyalty_/m);
    await readProgramme();
    expect(await scrape()).toContain('\nloyalty_points_outstanding 0\n');
    expect(await scrape()).not.toMatch(/^loyalty_redemption_ratio/m);
  });

  it('stays what it was while the database cannot be asked', async () => {
    let asked = true;
    const registry = new Registry();
    registerKeptGauges(registry, {
      query: (...args) => (asked ? database.db.query(...args) : Promise.reject(new Error('no connection'))),
    });
    await readGauges(database.db, { reading: 'programme', read: async () => points(7) });
    const told = await registry.metrics();
    asked = false;
    expect(told).toContain('\nloyalty_points_outstanding 7\n');
    expect(await registry.metrics()).toBe(told);
  });
});
