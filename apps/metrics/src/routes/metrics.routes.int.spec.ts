import type { AddressInfo } from 'node:net';

import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { clvProjected, customerErased, customerMerged, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK } from '@perennial/service';
import { anEvent, freshDatabase, settableClock, type FreshDatabase } from '@perennial/testing';

import { MetricsChunkHandler } from '../handlers/metrics-chunk.handler.js';
import { refitHere } from '../jobs/refit-here.fixture.js';
import { metricsService } from '../metrics.service.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { GetMetricsRoute } from './get-metrics.route.js';
import { SummariseMetricsRoute } from './summarise-metrics.route.js';

describe('the HTTP answers of the metrics service', () => {
  const clock = settableClock('2026-06-01T12:00:00Z');
  let database: FreshDatabase;
  let app: INestApplication;

  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    const orders = Array.from({ length: 150 }, (_, customer) =>
      Array.from({ length: customer < 110 ? 2 + (customer % 3) : 1 }, (_each, n) =>
        anEvent(purchaseCompleted, {
          data: { customerId: `c/${customer}`, currency: 'USD', totalMinor: 1000 + ((customer * 53) % 700) + 90 * n },
          time: new Date(Date.UTC(2026, 0, 1 + (customer % 40) + n * (1 + (customer % 29)))).toISOString(),
        }),
      ),
    ).flat();
    const euros = anEvent(purchaseCompleted, {
      data: { customerId: 'c/0', currency: 'EUR', totalMinor: 700 },
      time: '2026-03-03T00:00:00Z',
    });
    await handle('commerce.purchase', [...orders, euros]);
    await refitHere(database.db, clock());

    const module = await Test.createTestingModule({
      controllers: [GetMetricsRoute, SummariseMetricsRoute],
      providers: [
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: TIME_ZONE, useValue: 'UTC' },
        { provide: MINIMUM_N, useValue: 10 },
      ],
    }).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  async function handle(topic: string, events: readonly Envelope[]): Promise<void> {
    const chunk = { topic, partition: 0, nextOffset: 2n, now: clock() };
    const handler = new MetricsChunkHandler({ timeZone: 'UTC' });
    await database.db.transaction((tx) => handler.handle(events, tx, chunk));
  }

  async function get(path: string): Promise<{ status: number; body: unknown }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: await response.json() };
  }

  it('tell a member by currency, older by a day tomorrow and less likely alive', async () => {
    const path = `/v1/members/${encodeURIComponent('c/0')}/metrics`;
    const today = clvProjected.data.parse((await get(path)).body);
    expect(today).toMatchObject({ customerId: 'c/0', modelVersion: 'clv-1' });
    const [eur, usd] = today.projections;
    // One customer is too few for a model: what is known is told.
    expect(eur).toEqual({ currency: 'EUR', frequency: 0, recencyDays: 0, ageDays: 90, monetaryMinor: 0 });
    expect(usd).toMatchObject({ currency: 'USD', frequency: 1, ageDays: 151, horizonDays: 365 });

    clock.set('2026-06-02T12:00:00Z');
    const [, tomorrow] = clvProjected.data.parse((await get(path)).body).projections;
    clock.set('2026-06-01T12:00:00Z');
    expect(tomorrow?.ageDays).toBe(152);
    expect(tomorrow?.pAlive).toBeLessThan(usd?.pAlive ?? 0);
  });

  it('tell a member who was merged into another what both bought, and who that is', async () => {
    const bought = ['c/merged', 'c/one'].map((customerId, day) =>
      anEvent(purchaseCompleted, { data: { customerId, currency: 'EUR' }, time: `2026-05-0${day + 1}T00:00:00Z` }),
    );
    const merged = anEvent(customerMerged, { data: { fromCustomerId: 'c/merged', intoCustomerId: 'c/one' } });
    await handle('commerce.purchase', bought);
    await handle('commerce.customer', [merged]);
    expect((await get('/v1/members/c%2Fmerged/metrics')).body).toMatchObject({
      customerId: 'c/merged',
      projections: [{ currency: 'EUR', frequency: 1, recencyDays: 1 }],
      mergedInto: 'c/one',
    });
    expect((await get('/v1/members/c%2Fone/metrics')).body).not.toHaveProperty('mergedInto');
    const erased = anEvent(customerErased, { data: { customerId: 'c/one' } });
    await handle('commerce.customer', [erased]);
    for (const id of ['c/one', 'c/merged'])
      await expect(app.get(GetMetricsRoute).get(id)).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_MEMBER' });
  });

  it('are 404 for somebody no accepted event has named', async () => {
    await expect(app.get(GetMetricsRoute).get('nobody')).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_MEMBER' });
  });

  it('sum up all customers, each currency by itself, with the model it has', async () => {
    const { body } = await get('/v1/metrics/summary');
    expect(body).toMatchObject({
      customers: 150,
      orders: 329 + 40 + 1,
      repeatPurchaseRate: { n: 150, value: 110 / 150 },
      currencies: [
        { currency: 'EUR', customers: 1, repeatCustomers: 0, orders: 1, revenueMinor: 700, firstDay: '2026-03-03' },
        {
          currency: 'USD',
          customers: 150,
          repeatCustomers: 110,
          model: { version: 'clv-1', asOf: '2026-06-01', timeUnitDays: 7, bgNbd: { customers: 150 } },
        },
      ],
    });
    expect(body).not.toHaveProperty('currencies.0.model');
  });
});
