import {
  clvProjected,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';
import type { Chunk, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { anEvent, freshDatabase, type FreshDatabase } from '@perennial/testing';

import { fitStatesOf } from '../jobs/fit-states.js';
import { publishNextBatch } from '../jobs/publish-generation.js';
import { refitHere } from '../jobs/refit-here.fixture.js';
import { metricsService } from '../metrics.service.js';
import { findModels } from '../store/queries/find-models.js';
import { listHistories } from '../store/queries/list-histories.js';
import { countWaitingMessages } from '../store/queries/count-waiting-messages.js';
import { summarisePurchases } from '../store/queries/summarise-purchases.js';
import { MetricsChunkHandler } from './metrics-chunk.handler.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const handler = new MetricsChunkHandler({ timeZone: 'UTC' });
const chunk: Chunk = { topic: 'commerce.purchase', partition: 0, nextOffset: 1n, now: NOW };

const bought = (customerId: string | undefined, time: string, totalMinor: number, more: Record<string, unknown> = {}) =>
  anEvent(purchaseCompleted, { data: { customerId, currency: 'USD', totalMinor, ...more }, time });

describe('the metrics service', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
  });
  afterEach(() => database?.drop());

  const handle = (...events: Envelope[]): Promise<ChunkResult> =>
    database.db.transaction((tx) => handler.handle(events, tx, chunk));
  const historyOf = async (customerId: string) => (await listHistories(database.db, [customerId])).get(customerId);

  it('projects the customers of a chunk, once each, and says which event caused it', async () => {
    const first = bought('c-1', '2026-01-01T10:00:00Z', 3000);
    const second = { ...bought('c-1', '2026-01-11T10:00:00Z', 2000), correlationid: 'corr', traceparent: 'trace' };
    const other = bought('c-2', '2026-02-01T10:00:00Z', 500);
    const { messages } = await handle(first, second, other);
    expect(messages.map(({ subject }) => subject).sort()).toEqual(['c-1', 'c-2']);
    const ofFirst = messages.find(({ subject }) => subject === 'c-1');
    expect(ofFirst).toEqual({
      type: clvProjected.type,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      time: '2026-01-11T10:00:00.000Z',
      subject: 'c-1',
      causationid: second.id,
      causationsource: second.source,
      correlationid: 'corr',
      traceparent: 'trace',
      data: {
        customerId: 'c-1',
        projections: [{ currency: 'USD', frequency: 1, recencyDays: 10, ageDays: 151, monetaryMinor: 2000 }],
      },
    });
  });

  it('takes back from a day just what an amended or cancelled order counted for', async () => {
    const kept = bought('c-1', '2026-01-01T10:00:00Z', 3000);
    const order = bought('c-1', '2026-01-01T11:00:00Z', 1000, { orderId: 'o-1' });
    await handle(kept, order);
    const amended = bought('c-1', '2026-01-05T11:00:00Z', 400, { orderId: 'o-1', revision: 2 });
    await handle(amended, bought('c-1', '2026-03-01T11:00:00Z', 700, { orderId: 'o-2' }));
    expect(await historyOf('c-1')).toMatchObject([{ purchaseDays: 2, firstDayMinor: 3400n, totalMinor: 4100n }]);

    const cancelled = anEvent(purchaseCancelled, { data: { orderId: 'o-2', customerId: 'c-1' } });
    const { messages } = await handle(cancelled);
    expect(await historyOf('c-1')).toMatchObject([{ purchaseDays: 1, totalMinor: 3400n }]);
    expect(messages).toMatchObject([{ causationid: cancelled.id, data: { projections: [{ frequency: 0 }] } }]);
  });

  it('takes no notice of a delivery: nothing to publish, to refuse or to keep', async () => {
    await handle(bought('c-1', '2026-01-01T10:00:00Z', 3000, { orderId: 'o-1' }));
    const before = await historyOf('c-1');
    const deliveries = ['o-1', 'o-2'].map((orderId) =>
      anEvent(purchaseDelivered, { data: { orderId, customerId: 'c-1' }, time: '2026-01-03T10:00:00Z' }),
    );
    expect(await handle(...deliveries)).toEqual({ messages: [], rejected: [], parked: [], released: [] });
    expect(await historyOf('c-1')).toEqual(before);
  });

  it('publishes an empty projection when nothing is left, and nothing for guests and events without effect', async () => {
    const order = bought('c-1', '2026-01-01T10:00:00Z', 3000, { orderId: 'o-1' });
    await handle(order);
    const { messages } = await handle(anEvent(purchaseCancelled, { data: { orderId: 'o-1', customerId: undefined } }));
    expect(messages).toMatchObject([{ data: { customerId: 'c-1', projections: [] } }]);
    const again = bought('c-1', '2026-01-01T10:00:00Z', 3000, { orderId: 'o-1', revision: 1 });
    expect((await handle(again)).messages).toEqual([]);
    expect((await handle(bought(undefined, '2026-01-01T10:00:00Z', 3000))).messages).toEqual([]);
    expect(await summarisePurchases(database.db, {})).toEqual([]);
  });

  it('refuses an order that is known of another customer, and lets everything else of the chunk act', async () => {
    await handle(bought('c-1', '2026-01-01T10:00:00Z', 3000, { orderId: 'o-1' }));
    const rival = bought('c-2', '2026-01-01T10:00:00Z', 3000, { orderId: 'o-1', revision: 1 });
    const { messages, rejected } = await handle(rival, bought('c-3', '2026-01-01T10:00:00Z', 10));
    expect(rejected).toMatchObject([{ event: { id: rival.id }, reason: 'DUPLICATE_ORDER' }]);
    expect(messages.map(({ subject }) => subject)).toEqual(['c-3']);
    expect(await historyOf('c-2')).toBeUndefined();
  });

  it('two chunks that name the same customers in opposite order do not deadlock, and both count', async () => {
    const days = Array.from({ length: 20 }, (_, i) => `2026-01-${String(i + 1).padStart(2, '0')}T10:00:00Z`);
    const customers = Array.from({ length: 30 }, (_, i) => `c-${i}`);
    await Promise.all(
      days.map((day, i) => {
        const events = customers.map((customerId) => bought(customerId, day, 100));
        return handle(...(i % 2 === 0 ? events : events.reverse()));
      }),
    );
    const histories = await listHistories(database.db, customers);
    expect([...histories.values()].every(([usd]) => usd?.purchaseDays === 20 && usd.totalMinor === 2000n)).toBe(true);
    expect(histories.size).toBe(30);
  });

  it('uses the same statements for 300 purchases, and for their returns, as for 2', async () => {
    const statementsFor = async (events: readonly Envelope[], topic: string): Promise<number> => {
      let statements = 0;
      await database.db.transaction(async (tx) => {
        const counting: Tx = { query: (...args) => ((statements += 1), tx.query(...args)) };
        await handler.handle(events, counting, { ...chunk, topic });
      });
      return statements;
    };
    const purchases = (n: number) =>
      Array.from({ length: n }, (_, i) =>
        bought(`c-${n}-${i}`, '2026-01-01T10:00:00Z', 100, { orderId: `o-${n}-${i}` }),
      );
    const returns = (n: number) =>
      Array.from({ length: n }, (_, i) =>
        anEvent(returnCompleted, {
          data: { orderId: `o-${n}-${i}`, customerId: undefined, currency: 'USD', amountMinor: 40, lines: undefined },
        }),
      );
    for (const [topic, events] of [
      ['commerce.purchase', purchases],
      ['commerce.return', returns],
    ] as const)
      expect(await statementsFor(events(300), topic)).toBe(await statementsFor(events(2), topic));
  });

  describe('with 300 customers, 120 of whom came back', () => {
    const orders = Array.from({ length: 300 }, (_, i) => {
      const returns = i < 120 ? 1 + (i % 4) : 0;
      return Array.from({ length: returns + 1 }, (_each, n) => {
        const at = Date.UTC(2026, 0, 1 + (i % 20) + n * (3 + (i % 17)), 12);
        return bought(
          `c-${String(i).padStart(3, '0')}`,
          new Date(at).toISOString(),
          1000 + ((i * 7919) % 4000) + 100 * n,
        );
      });
    }).flat();
    const refit = (now = NOW) => refitHere(database.db, now);
    const publish = () => publishNextBatch(database.db, { now: NOW, timeZone: 'UTC', source: '/perennial/metrics' });

    beforeEach(() => handle(...orders));

    it('fits a model, keeps it with what it was fitted on, and has no reason to fit again that day', async () => {
      expect(await refit()).toEqual({ generation: 'clv-1', reason: 'no-model', currencies: ['USD'] });
      expect(await refit()).toBeUndefined();
      const model = (await findModels(database.db)).get('USD');
      expect(model).toMatchObject({
        version: 'clv-1',
        fittedAt: NOW,
        purchases: { customers: 300, repeatCustomers: 120 },
        spend: { meanIdentified: true },
      });
      expect(model?.purchases.gradientNorm).toBeLessThan(1e-6);
      expect(await refit(new Date('2026-06-02T00:00:00Z'))).toMatchObject({ generation: 'clv-2', reason: 'new-day' });
    });

    it('fits once more when what came in amid the fit has come to rest, and not again', async () => {
      const states = fitStatesOf(database.db);
      const reason = async () => (await refitHere(database.db, NOW, states))?.reason;
      const apply = (records: number) =>
        database.db.query(
          `insert into consumer_watermark (topic, partition, next_offset, owner) values ('commerce.purchase', 9, $1, 'test')
               on conflict (topic, partition) do update set next_offset = consumer_watermark.next_offset + excluded.next_offset`,
          [records],
        );
      await apply(500);
      expect(await reason()).toBe('no-model');
      await apply(100);
      expect([await reason(), await reason(), await reason()]).toEqual([undefined, 'at-rest', undefined]);
      await apply(100);
      expect([await reason(), await reason()]).toEqual([undefined, undefined]);
    });

    it('projects by the model from then on', async () => {
      await refit();
      const { messages } = await handle(bought('c-000', '2026-05-30T10:00:00Z', 1500));
      const data = messages[0]?.data as ClvProjected | undefined;
      expect(clvProjected.data.parse(data)).toEqual(data);
      expect(data).toMatchObject({
        modelVersion: 'clv-1',
        segment: 'potential-loyalist',
        projections: [{ horizonDays: 365, clvDecile: 10 }],
      });
    });

    it('sends everybody a projection of the new models once, and nobody twice', async () => {
      await refit();
      while (await publish());
      expect(await countWaitingMessages(database.db)).toBe(300);
      await publish();
      expect(await countWaitingMessages(database.db)).toBe(300);
      const [generation] = await database.db.query('select published, published_until from model_generation');
      // How far it came named somebody.
      expect(generation).toEqual({ published: true, published_until: '' });
    });
  });
});
