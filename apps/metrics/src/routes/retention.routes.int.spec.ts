import { readFileSync } from 'node:fs';

import { purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { anEvent, describeWithRealData, freshDatabase, ServiceOnRecords, type FreshDatabase } from '@perennial/testing';

import { MetricsChunkHandler } from '../handlers/metrics-chunk.handler.js';
import { refitHere } from '../jobs/refit-here.fixture.js';
import { metricsService } from '../metrics.service.js';
import { GetClvRoute } from './get-clv.route.js';
import { GetCohortsRoute } from './get-cohorts.route.js';
import { GetRepeatPurchaseRateRoute } from './get-repeat-purchase-rate.route.js';
import { GetRetentionRoute } from './get-retention.route.js';
import { GetSegmentsRoute } from './get-segments.route.js';

const clock = () => new Date('2026-06-01T12:00:00Z');
const JSON_FORMAT = { format: 'json' } as const;

const serviceOn = ({ db }: FreshDatabase) =>
  new ServiceOnRecords('metrics', db, new MetricsChunkHandler({ timeZone: 'UTC' }), clock);

const bought = (customerId: string, day: string, totalMinor: number, more: object = {}) =>
  anEvent(purchaseCompleted, {
    data: { customerId, currency: 'USD', totalMinor, lines: undefined, ...more },
    time: `${day}T12:00:00Z`,
  });

describe('retention over HTTP', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  let rate: GetRepeatPurchaseRateRoute;
  let cohorts: GetCohortsRoute;
  let retention: GetRetentionRoute;

  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    const line = (category: string) => ({
      lineId: category,
      sku: category,
      category,
      quantity: 1,
      unitPriceMinor: 500,
    });
    service = serviceOn(database);
    await service.arrive(
      // Twelve who first buy on 31 January online: six come back on 28 February, which is month 1 of their own.
      ...Array.from({ length: 12 }, (_, i) => [
        bought(`jan-${i}`, '2026-01-31', 1000, { channel: 'online', lines: [line('rings')] }),
        ...(i < 6 ? [bought(`jan-${i}`, '2026-02-28', 3000, { channel: 'store' })] : []),
      ]).flat(),
      // Ten of March in the store, who buy twice on one day in euros, and send back one order of the two.
      ...Array.from({ length: 10 }, (_, i) => [
        bought(`mar-${i}`, '2026-03-10', 700, { currency: 'EUR', channel: 'store', orderId: `a-${i}` }),
        bought(`mar-${i}`, '2026-03-10', 300, { currency: 'EUR', channel: 'store', orderId: `b-${i}` }),
        bought(`mar-${i}`, '2026-03-20', 900, { currency: 'EUR', orderId: `c-${i}` }),
        anEvent(returnCompleted, {
          data: { returnId: `r-${i}`, orderId: `c-${i}`, customerId: `mar-${i}`, currency: 'EUR', amountMinor: 900 },
          time: '2026-03-25T12:00:00Z',
        }),
      ]).flat(),
      // Three of whom nothing is told.
      ...Array.from({ length: 3 }, (_, i) => bought(`few-${i}`, '2026-04-02', 100, { channel: 'app' })),
    );
    rate = new GetRepeatPurchaseRateRoute(database.db, 10);
    cohorts = new GetCohortsRoute(database.db, clock, 'UTC', 3);
    retention = new GetRetentionRoute(database.db, clock, 'UTC', 10);
  });
  afterAll(() => database?.drop());

  it('counts who bought on two days of the window: a day that was sent back is none, two orders of a day are one', async () => {
    expect(await rate.get(JSON_FORMAT)).toMatchObject({ value: 6 / 25, n: 25, suppressed: false });
    expect(await rate.get({ ...JSON_FORMAT, from: '2026-02-01' })).toMatchObject({ value: 0, n: 19 });
    expect(await rate.get({ ...JSON_FORMAT, from: '2026-05-01' })).toMatchObject({ value: null, n: 0 });
  });

  it('by cohort, channel and category of the first order, and hides a group of three and the next one with it', async () => {
    const by = async (groupBy: 'cohort' | 'channel' | 'category') => {
      const told = await rate.get({ ...JSON_FORMAT, groupBy });
      return 'groups' in told
        ? told.groups?.map(({ group, value, n, suppressed }) => [group, value, n, suppressed])
        : [];
    };
    expect(await by('cohort')).toEqual([
      ['2026-01', 0.5, 12, false],
      ['2026-03', null, null, true],
      ['2026-04', null, null, true],
    ]);
    expect(await by('channel')).toEqual([
      ['app', null, null, true],
      ['online', 0.5, 12, false],
      ['store', null, null, true],
    ]);
    expect(await by('category')).toEqual([
      ['rings', 0.5, 12, false],
      [null, 0, 13, false],
    ]);
  });

  it('has cohorts by age of one’s own and of the calendar, null where it is not over', async () => {
    const shares = async (variant: 'own-months' | 'calendar-months', to?: string) => {
      const told = await cohorts.get({ ...JSON_FORMAT, variant, currency: 'USD', to, from: undefined });
      if (!('cohorts' in told)) throw new Error('JSON was asked for');
      return told.cohorts[0]?.cells.map(({ share }) => share);
    };
    expect(await shares('own-months', '2026-03-30')).toEqual([1, 0.5, null]);
    expect(await shares('own-months', '2026-03-29')).toEqual([1, null, null]);
    expect(await shares('calendar-months', '2026-03-29')).toEqual([1, 0.5, null]);
    // Today is not over.
    expect(await shares('calendar-months')).toEqual([1, 0.5, 0, 0, 0]);
  });

  it('keeps currencies apart, net of returns, with the days between purchases', async () => {
    const told = await retention.get({ ...JSON_FORMAT, to: '2026-03-31' });
    expect(told).toMatchObject({
      currencies: [
        {
          currency: 'EUR',
          customers: 10,
          orders: 20,
          revenueMinor: 10_000,
          averageOrderMinor: 500,
          purchaseFrequency: 2,
        },
        {
          ...{ currency: 'USD', customers: 12, orders: 18, revenueMinor: 30_000, purchaseFrequency: 1.5 },
          ...{ gaps: 6, gapDaysMean: 28, gapDaysMedian: 28 },
        },
      ],
      // Too few came back for a model: nobody is called lost for their silence.
      churn: [],
    });
  });

  it('counts the days since a purchase before the window', async () => {
    const told = await retention.get({ ...JSON_FORMAT, from: '2026-02-01', to: '2026-02-28', currency: 'USD' });
    expect(told).toMatchObject({ currencies: [{ suppressed: true, customers: null }] });
    const all = new GetRetentionRoute(database.db, clock, 'UTC', 1);
    expect(await all.get({ ...JSON_FORMAT, from: '2026-02-01', to: '2026-02-28' })).toMatchObject({
      currencies: [{ customers: 6, gaps: 6, gapDaysMean: 28 }],
    });
  });

  it('has who bought on 31 December and 30 January at age 0 of their own, at age 1 by the calendar', async () => {
    const customers = Array.from({ length: 4 }, (_, i) => `dec-${i}`);
    const days = ['2025-12-31', '2026-01-30'];
    const events = days.flatMap((day) => customers.map((customer) => bought(customer, day, 100, { currency: 'GBP' })));
    await service.arrive(...events);
    const sharesOf = async (variant: 'own-months' | 'calendar-months') => {
      const told = await cohorts.get({ ...JSON_FORMAT, variant, currency: 'GBP', to: '2026-02-28' });
      return 'cohorts' in told ? told.cohorts[0]?.cells.map(({ share }) => share) : undefined;
    };
    expect(await sharesOf('own-months')).toEqual([1, 0, null]);
    expect(await sharesOf('calendar-months')).toEqual([1, 1, 0]);
  });
});

describeWithRealData('the CDNOW sample', ['cdnow/transactions.csv'], (transactions = '') => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    const rows = readFileSync(transactions, 'utf8').trim().split('\n').slice(1);
    const events = rows.map((row) => {
      const [customer = '', day = '', , amount = ''] = row.split(',');
      return bought(customer, day, Math.round(Number(amount) * 100));
    });
    await serviceOn(database).arrive(...events);
    await refitHere(database.db, later());
  }, 240_000);
  afterAll(() => database?.drop());

  const later = () => new Date('1998-07-01T12:00:00Z');

  it('has 946 of 2,357 customers who came back to 1997-09-30: .401358, .381745 to .421291', async () => {
    const told = await new GetRepeatPurchaseRateRoute(database.db, 10).get({ ...JSON_FORMAT, to: '1997-09-30' });
    if (!('value' in told)) throw new Error('JSON was asked for');
    expect(told).toMatchObject({ n: 2357 });
    expect(told.value).toBeCloseTo(946 / 2357, 12);
    expect(told.low).toBeCloseTo(0.381745, 6);
    expect(told.high).toBeCloseTo(0.421291, 6);
  });

  it('has everybody in three cohorts, in one segment and in one decile each', async () => {
    const grid = await new GetCohortsRoute(database.db, later, 'UTC', 10).get({
      ...JSON_FORMAT,
      variant: 'own-months',
    });
    if (!('cohorts' in grid)) throw new Error('JSON was asked for');
    expect(grid.cohorts.map(({ cohort }) => cohort)).toEqual(['1997-01', '1997-02', '1997-03']);
    expect(grid.cohorts.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe(2357);

    const segments = await new GetSegmentsRoute(database.db, later, 'UTC', 1).get(JSON_FORMAT);
    if (!('currencies' in segments)) throw new Error('JSON was asked for');
    const [dollars] = segments.currencies;
    expect(dollars?.segments.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe(2357);
    expect(dollars?.segments.reduce((sum, { clvShare }) => sum + (clvShare ?? 0), 0)).toBeCloseTo(1, 9);
    const meanOf = (name: string) => dollars?.segments.find(({ segment }) => segment === name)?.clvMeanMinor ?? NaN;
    expect(meanOf('champions')).toBeGreaterThan(10 * meanOf('lost'));

    const clv = await new GetClvRoute(database.db, later, 'UTC', 1).get(JSON_FORMAT);
    if (!('currencies' in clv)) throw new Error('JSON was asked for');
    const deciles = clv.currencies[0]?.deciles ?? [];
    expect(deciles.map(({ decile }) => decile)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(deciles.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe(2357);
    const means = deciles.map(({ clvMeanMinor }) => clvMeanMinor ?? 0);
    expect(means).toEqual(means.toSorted((a, b) => a - b));
  });

  it('has a churn risk by MBG/NBD, and the model behind it named', async () => {
    const told = await new GetRetentionRoute(database.db, later, 'UTC', 10).get({ ...JSON_FORMAT });
    expect(told).toMatchObject({ churn: [{ model: 'MBG/NBD', version: 'clv-1', customers: 2357 }] });
  });
});
