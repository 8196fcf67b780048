import { reviewPublished, type Envelope } from '@perennial/contracts';
import { DatabaseUnreachable, type Database } from '@perennial/persistence';
import * as testing from '@perennial/testing';

import { Rig, until } from './delivery-rig.fixture.js';
import { ProbeHandler } from './probe-handler.fixture.js';

const { anEvent } = testing;
const TOPIC = 'commerce.review';
const reviews = (from: number, until: number): Envelope[] =>
  Array.from({ length: until - from }, (_, n) =>
    anEvent(reviewPublished, { id: `e${from + n}`, data: { customerId: `c${n % 7}` } }),
  );

/** The database with `around` before and after each transaction. */
function intercept(db: Database, around: <T>(run: () => Promise<T>) => Promise<T>): Database {
  return new Proxy(db, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'transaction')
        return (work: Parameters<Database['transaction']>[0]) => around(() => target.transaction(work));
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

describe('delivery under faults', () => {
  let rig: Rig;
  let handler: ProbeHandler;
  beforeEach(() => (handler = new ProbeHandler()));
  afterEach(async () => rig.end());

  it('loses, doubles and sets aside nothing while every connection to Postgres is cut again and again', async () => {
    rig = await Rig.build(testing, [TOPIC], { partitions: 2 });
    const owner = await rig.ownerPool();
    const db = await rig.anotherPool('victim');
    await rig.start(handler, { db, limits: { chunkEvents: 20 } });
    let cutting = true;
    const cutter = (async () => {
      while (cutting) {
        await owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'victim'`,
        );
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    })();
    for (let n = 0; n < 10; n += 1) {
      await rig.send(...reviews(n * 60, (n + 1) * 60));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    cutting = false;
    await cutter;
    await rig.drained(30_000);
    expect((await rig.effects()).toSorted()).toEqual(
      reviews(0, 600)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(await rig.quarantined()).toEqual([]);
    expect(await rig.metric('loyalty_delivery_retries_total')).toBeGreaterThan(0);
    expect(rig.fatals).toEqual([]);
  });

  it('waits for a lock others hold instead of setting the event aside', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const owner = await rig.ownerPool();
    let unlock = (): void => {};
    const locked = new Promise<void>((resolve) => {
      void owner.transaction(async (tx) => {
        await tx.query('lock table effects in access exclusive mode');
        resolve();
        await new Promise<void>((done) => (unlock = done));
      });
    });
    await locked;
    await rig.send(...reviews(0, 5));
    await rig.start(handler, { timing: { lockTimeoutMs: 100 } });
    await until('three attempts', async () => (await rig.metric('loyalty_delivery_retries_total')) >= 3);
    unlock();
    await rig.drained();
    expect(await rig.effects()).toHaveLength(5);
    expect(await rig.quarantined()).toEqual([]);
  });

  it('is unharmed by a commit whose answer was lost', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const answers = await rig.follow('loyalty.reward-issued');
    let lost = 0;
    const db = intercept(rig.db, async (run) => {
      const result = await run();
      if (lost >= 3) return result;
      lost += 1;
      throw new DatabaseUnreachable('the answer to COMMIT was lost');
    });
    await rig.send(...reviews(0, 30));
    await rig.start(handler, { db, limits: { chunkEvents: 10 } });
    await rig.drained();
    expect(lost).toBe(3);
    expect(await rig.effects()).toHaveLength(30);
    expect(await rig.quarantined()).toEqual([]);
    await until('all answers', () => answers.length === 30);
  });

  it('makes the chunk of an owner that slept while another took over a no-op', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    await rig.send(...reviews(0, 10));
    let wake = (): void => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let sleeping = false;
    const db = intercept(rig.db, async (run) => {
      sleeping = true;
      await asleep;
      return run();
    });
    const sleeper = await rig.start(new ProbeHandler(), { db });
    await until('a chunk about to begin', () => sleeping);
    // Another group with the same database: an owner the first does not know of.
    await rig.start(handler, { service: 'probe-other' });
    await until('the other has applied all', async () => (await rig.effects()).length === 10);
    wake();
    await until('the stale chunk', async () => (await rig.metric('loyalty_stale_batch_total')) === 1);
    await rig.send(...reviews(10, 20));
    await until('both go on', async () => (await rig.effects()).length === 20);
    await rig.drained();
    expect(sleeper.status().halted).toEqual([]);
    expect(await rig.quarantined()).toEqual([]);
  });

  it('applies each event once when two owners race for the same partitions and the same ids', async () => {
    rig = await Rig.build(testing, [TOPIC], { partitions: 2 });
    const second = await rig.anotherPool();
    await rig.start(handler, { limits: { chunkEvents: 7 } });
    await rig.start(new ProbeHandler(), { service: 'probe-other', db: second, limits: { chunkEvents: 11 } });
    const events = reviews(0, 400);
    // Each event on both partitions: the same identity in two transactions at the same time.
    const records = events.map((event) => rig.encode(event));
    await rig.sendRaw(...records.map((r) => ({ ...r, partition: 0 })), ...records.map((r) => ({ ...r, partition: 1 })));
    await rig.drained(30_000);
    expect((await rig.effects()).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    expect(await rig.quarantined()).toEqual([]);
  });

  it('loses and doubles nothing while instances come and go', async () => {
    rig = await Rig.build(testing, [TOPIC], { partitions: 4 });
    const answers = await rig.follow('loyalty.reward-issued');
    const options = { limits: { chunkEvents: 10 } };
    const first = await rig.start(handler, options);
    let sent = 0;
    let sending = true;
    const sender = (async () => {
      for (; sending; sent += 20) {
        await rig.send(...reviews(sent, sent + 20));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const second = await rig.start(new ProbeHandler(), { ...options, db: await rig.anotherPool() });
    await until('shared', () => first.status().assignment.length === 2 && second.status().assignment.length === 2);
    await first.stop();
    await until('alone', () => second.status().assignment.length === 4);
    const third = await rig.start(new ProbeHandler(), options);
    await until('shared again', () => third.status().assignment.length === 2);
    sending = false;
    await sender;
    await rig.drained(30_000);
    expect((await rig.effects()).toSorted()).toEqual(
      reviews(0, sent)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(await rig.quarantined()).toEqual([]);
    await until('all answers', () => new Set(answers.map(({ headers }) => String(headers.ce_id))).size === sent);
  });

  it('publishes only once the lease of a dead owner has ended, in the order of the rows', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const answers = await rig.follow('loyalty.reward-issued');
    await rig.db.query(`update outbox_lease set owner = 'dead', leased_until = clock_timestamp() + interval '3 s'`);
    const startedAt = performance.now();
    await rig.start(handler, { timing: { leaseRenewalMs: 200 }, limits: { chunkEvents: 5 } });
    const events = reviews(0, 40).map((event) => ({
      ...event,
      subject: 'c',
      data: { ...(event.data as object), customerId: 'c' },
    }));
    await rig.send(...events);
    await until('applied', async () => (await rig.effects()).length === 40);
    expect(answers).toEqual([]);
    expect((await rig.lag()).reduce((sum, { lag }) => sum + lag, 0n)).toBe(40n);
    await rig.drained();
    expect(performance.now() - startedAt).toBeGreaterThan(2_500);
    await until('published', () => answers.length === 40);
    expect(answers.map(({ headers }) => String(headers.ce_causationid))).toEqual(await rig.effects());
  });

  it('stops within its time, leaves nothing unpublished, and hands over without repeating', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const answers = await rig.follow('loyalty.reward-issued');
    handler.before = () => new Promise((resolve) => setTimeout(resolve, 300));
    const delivery = await rig.start(handler, { limits: { chunkEvents: 50 } });
    await rig.send(...reviews(0, 500));
    await until('some', async () => (await rig.effects()).length >= 50);
    const stoppedAt = performance.now();
    await delivery.stop();
    expect(performance.now() - stoppedAt).toBeLessThan(3_000);
    const applied = (await rig.effects()).length;
    expect(applied).toBeLessThan(500);
    expect(await rig.db.query('select count(*)::int4 as n from outbox')).toEqual([{ n: 0 }]);
    const [partition] = await rig.lag();
    expect(partition?.committed).toBe(BigInt(applied));
    handler.before = () => {};
    await rig.start(handler);
    await rig.drained();
    await until('all answers', () => answers.length >= 500);
    expect(answers).toHaveLength(500);
    expect(await rig.metric('loyalty_duplicates_total')).toBe(0);
  });

  it('does not come down to single events where the transaction itself takes longer than its time', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    handler.before = () => new Promise((resolve) => setTimeout(resolve, 60));
    await rig.send(...reviews(0, 1_000));
    await rig.start(handler, { timing: { chunkBudgetMs: 50 }, limits: { chunkEvents: 200 } });
    await rig.drained();
    const sizes = handler.chunks.map(({ events }) => events.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
    expect(sizes.slice(0, -1).filter((size) => size < 50)).toEqual([]);
    expect(Math.min(...sizes)).toBeLessThan(200);
  });

  it('pauses while the outbox is full, and goes on when it is published', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    await rig.db.query(`update outbox_lease set owner = 'dead', leased_until = clock_timestamp() + interval '4 s'`);
    const delivery = await rig.start(handler, {
      timing: { leaseRenewalMs: 200, offsetCommitMs: 20 },
      limits: { chunkEvents: 10, outboxMessages: 30 },
    });
    for (let n = 0; n < 10; n += 1) {
      await rig.send(...reviews(n * 20, n * 20 + 20));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(delivery.status().outbox.pending).toBeGreaterThan(30);
    expect((await rig.effects()).length).toBeLessThan(100);
    await rig.drained();
    expect(await rig.effects()).toHaveLength(200);
  });
});
