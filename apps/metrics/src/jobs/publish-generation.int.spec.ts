import {
  customerErased,
  customerMerged,
  purchaseCompleted,
  type ClvProjected,
  type Envelope,
} from '@perennial/contracts';
import { listWaitingMessages } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';
import { anEvent, freshDatabase, ServiceOnRecords, until, type FreshDatabase } from '@perennial/testing';

import { MetricsChunkHandler } from '../handlers/metrics-chunk.handler.js';
import { killedAt } from '../killed-session.fixture.js';
import { metricsService } from '../metrics.service.js';
import { publishNextBatch } from './publish-generation.js';
import { refitHere } from './refit-here.fixture.js';

const CUSTOMERS = 1_100;
const nameOf = (n: number): string => `c-${String(n).padStart(4, '0')}`;
const [FIRST, SECOND] = [new Date('2026-06-01T12:00:00Z'), new Date('2026-06-02T12:00:00Z')] as const;
const handler = new MetricsChunkHandler({ timeZone: 'UTC' });

const buys = (customerId: string) =>
  anEvent(purchaseCompleted, { data: { customerId, currency: 'USD' }, time: '2026-05-30T10:00:00Z' });
const erased = (...numbers: number[]) =>
  numbers.map((n) => anEvent(customerErased, { data: { customerId: nameOf(n) }, time: '2026-06-01T10:00:00Z' }));

/** Everybody from c-0001 on, with one to three purchase days. */
const GENERATE = `
  with named as (
    insert into customer_record (customer_id, bucket, person_id)
    select id, 0, id from (select 'c-' || lpad(n::text, 4, '0') as id from generate_series(1, ${CUSTOMERS}) n) made
    returning customer_id, right(customer_id, 4)::int4 as n
  )
  insert into purchase_history (customer_id, currency, bucket, orders, purchase_days, first_day, last_day, first_day_minor, total_minor)
  select customer_id, 'USD', 0, 1 + n % 3, 1 + n % 3, date '2026-01-01' + n % 40,
         date '2026-01-01' + n % 40 + (n % 3) * (1 + n % 17), 1000 + n % 700, (1 + n % 3) * (1000 + n % 700)
    from named`;

describe('the projections of a new generation', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase('metrics', metricsService.migrations);
    await database.db.query(GENERATE);
    await refitHere(database.db, FIRST);
  });
  afterEach(() => database?.drop());

  const publish = (db: Pick<Database, 'query' | 'transaction'> = database.db) =>
    publishNextBatch(db as Database, { now: SECOND, timeZone: 'UTC', source: '/perennial/metrics' });
  const publishAll = async () => {
    while (await publish());
  };
  const rig = () => new ServiceOnRecords('metrics', database.db, handler, () => SECOND);
  const cursor = async () => {
    const newest = 'select published_until from model_generation order by generation desc limit 1';
    return (await database.db.query<{ published_until: string }>(newest))[0]?.published_until;
  };
  const waiting = async () => {
    const locks = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await database.db.query(locks)).length > 0;
  };

  /** What was sent of each customer, in order: the models' name, and whether it was sent because they are new; or its end. */
  async function sent(): Promise<Map<string, string[]>> {
    const told = new Map<string, string[]>();
    for (const { key, value, headers } of await listWaitingMessages(database.db)) {
      const { modelVersion = 'none' } =
        value === null ? { modelVersion: 'end' } : (JSON.parse(String(value)) as ClvProjected);
      const says = headers['ce_causationid'] === undefined ? `all ${modelVersion}` : modelVersion;
      told.set(String(key), [...(told.get(String(key)) ?? []), says]);
    }
    return told;
  }

  /** A chunk of its own, which stops after a statement until `meanwhile` has happened. */
  function handles(events: readonly Envelope[], topic: string, after: string, meanwhile: () => Promise<unknown>) {
    return database.db.transaction((tx) => {
      const stopping: Tx = {
        async query(sql, params, name) {
          const rows = await tx.query(sql, params, name);
          if (name === after) await meanwhile();
          return rows as never;
        },
      };
      return handler.handle(events, stopping, { topic, partition: 0, nextOffset: 1n, now: SECOND });
    });
  }

  it('reach everybody once though the service is killed at every statement of a batch; who is forgotten meanwhile is sent none', async () => {
    await publishAll();
    await refitHere(database.db, SECOND);
    // And one just before the commit.
    const statements = 1 + (await statementsOfABatch());
    expect(await cursor()).toBe(nameOf(500));
    const before = await sent();
    for (let at = 1; at <= statements; at += 1) {
      await expect(publish(instanceKilledAt(at))).rejects.toThrow();
      expect([at, await cursor(), await sent()]).toEqual([at, nameOf(500), before]);
    }
    // One is behind the batch, one is where it ends, one is ahead of it; and new ones on both sides.
    await rig().arrive(...erased(100, 500, 700));
    await rig().arrive(buys('c-0000-new'), buys('c-0800-new'));
    await publishAll();

    const told = await sent();
    const [gone, news] = [[100, 500, 700].map(nameOf), ['c-0000-new', 'c-0800-new']];
    expect(gone.map((name) => told.get(name))).toEqual([
      ['all clv-1', 'all clv-2', 'end'],
      ['all clv-1', 'all clv-2', 'end'],
      ['all clv-1', 'end'],
    ]);
    expect(news.map((name) => told.get(name))).toEqual([['clv-2'], ['clv-2', 'all clv-2']]);
    for (const name of [...gone, ...news]) told.delete(name);
    expect(told.size).toBe(CUSTOMERS - 3);
    expect(new Set([...told.values()].map(String))).toEqual(new Set(['all clv-1,all clv-2']));
  });

  async function statementsOfABatch(): Promise<number> {
    let statements = 0;
    const counting = (tx: Tx): Tx => ({
      query(...asked) {
        statements += 1;
        return tx.query(...asked);
      },
    });
    await publish({
      query: (...asked) => database.db.query(...asked),
      transaction: (work) => database.db.transaction((tx) => work(counting(tx))),
    });
    return statements;
  }

  /** An instance whose session ends at the n-th statement of a transaction; the last one is just before the commit. */
  function instanceKilledAt(n: number): Pick<Database, 'query' | 'transaction'> {
    return {
      query: (...asked) => database.db.query(...asked),
      transaction: (work) =>
        database.db.transaction(async (tx) => {
          const dying = await killedAt(n, tx, database.db);
          const result = await work(dying);
          await dying.query('select');
          return result;
        }),
    };
  }

  it('are sent while the customer that they were sent up to and the next one are forgotten, without a deadlock', async () => {
    await publish();
    let publishing: Promise<boolean> | undefined;
    await handles(erased(500, 501), 'commerce.customer', 'customers.find-forgotten', async () => {
      publishing = publish();
      await until('the batch waits for a customer', waiting);
    });
    expect(await publishing).toBe(true);
    await publishAll();
    const told = await sent();
    expect(told.get(nameOf(501))).toBeUndefined();
    expect(told.size).toBe(CUSTOMERS - 1);
    expect(new Set([...told.values()].map(String))).toEqual(new Set(['all clv-1']));
  });

  it('name nobody who is forgotten as the one they were sent up to, though two that follow each other are at the same moment', async () => {
    await publish();
    let other: Promise<unknown> | undefined;
    await handles(erased(499), 'commerce.customer', 'metrics.forget-cursor', async () => {
      other = rig().arrive(...erased(500));
      await until('the other one waits', waiting);
    });
    await other;
    expect(await cursor()).toBe(nameOf(498));
  });

  it('reach who was new and not seen yet when the models were made', async () => {
    await publishAll();
    let refitting: Promise<unknown> | undefined;
    const { messages } = await handles([buys('c-0000-new')], 'commerce.purchase', 'metrics.find-models', async () => {
      refitting = refitHere(database.db, SECOND).then(publishAll);
      await Promise.race([refitting, until('the new models wait', waiting)]);
    });
    expect(messages).toMatchObject([{ data: { modelVersion: 'clv-1' } }]);
    await refitting;
    expect((await sent()).get('c-0000-new')).toEqual(['all clv-2']);
  });

  it('are held before anybody waits for what was refused, also where a merge and an erasure come together', async () => {
    await rig().arrive(buys(nameOf(1)));
    const names: string[] = [];
    await database.db.transaction((tx) => {
      const naming: Tx = {
        query(sql, params, name = '') {
          names.push(name);
          return tx.query(sql, params, name);
        },
      };
      const merged = anEvent(customerMerged, {
        data: { fromCustomerId: nameOf(1), intoCustomerId: nameOf(2) },
        time: '2026-06-01T10:00:00Z',
      });
      const chunk = { topic: 'commerce.customer', partition: 0, nextOffset: 1n, now: SECOND };
      return handler.handle([merged, ...erased(3)], naming, chunk);
    });
    const locks = names.filter((name) => ['metrics.hold-models', 'wait-for-refusals'].includes(name));
    expect(locks).toEqual(['metrics.hold-models', 'wait-for-refusals']);
  });

  it('are sent once by two instances that do it at the same time', async () => {
    await Promise.all([publishAll(), publishAll()]);
    const told = await sent();
    expect(told.size).toBe(CUSTOMERS);
    expect(new Set([...told.values()].map(String))).toEqual(new Set(['all clv-1']));
    expect(await cursor()).toBe('');
  });

  it('are left alone when newer models come while customers are waited for', async () => {
    let publishing: Promise<boolean> | undefined;
    await handles([buys(nameOf(1))], 'commerce.purchase', 'customers.find-forgotten', async () => {
      publishing = publish();
      await until('the batch waits for a customer', waiting);
      await refitHere(database.db, SECOND);
    });
    expect(await publishing).toBe(true);
    expect(await sent()).toEqual(new Map());
  });
});
