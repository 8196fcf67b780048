import { Database } from '@perennial/persistence';

import { SealsRig } from './seals-rig.fixture.js';

describe('sealing', () => {
  let rig: SealsRig;
  beforeEach(async () => {
    rig = await SealsRig.start();
  });
  afterEach(() => rig?.stop());

  const outbox = async () =>
    (
      await rig.db.query<{ messages: number }>('select coalesce(sum(message_count), 0)::int4 as messages from outbox')
    )[0]?.messages;

  it('writes no checkpoint when there is nothing to seal', async () => {
    expect(await rig.seal()).toBeUndefined();
    await rig.book(3);
    expect(await rig.seal()).toMatchObject({ number: 1n, bookings: 1n, transfers: 3n });
    expect(await rig.seal()).toBeUndefined();
    expect(await outbox()).toBe(1);
  });

  it('chains each checkpoint to the one before, and counts everything sealed so far', async () => {
    await rig.book(3);
    await rig.book(1);
    const first = await rig.seal();
    await rig.book(4);
    const second = await rig.seal();
    expect(first).toMatchObject({ number: 1n, bookings: 2n, transfers: 4n });
    expect(first).not.toHaveProperty('previousRoot');
    expect(second).toMatchObject({ number: 2n, bookings: 3n, transfers: 8n, previousRoot: first?.root });
  });

  it('takes a booking that commits late, however many were sealed before', async () => {
    const other = await Database.connect({ url: rig.database.url, applicationName: 'test-late', poolSize: 1 });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let inserted = (): void => {};
    const waiting = new Promise<void>((resolve) => (inserted = resolve));
    const late = other.transaction(async (tx) => {
      await tx.query(`insert into booking values (gen_random_uuid(), 1, sha256('a'), sha256('a'), '2020-01-01')`);
      await tx.query('insert into unsealed_booking select booking_id from booking');
      inserted();
      await held;
    });
    await waiting;
    await rig.book(2);
    expect(await rig.seal()).toMatchObject({ bookings: 1n });
    expect(await rig.seal()).toBeUndefined();
    release();
    await late;
    expect(await rig.seal()).toMatchObject({ number: 2n, bookings: 2n });
    await other.close();
  });

  it('lets only one of two processes seal at a moment', async () => {
    await rig.book(1);
    const other = await Database.connect({ url: rig.database.url, applicationName: 'test-second', poolSize: 1 });
    await other.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(7303691)');
      expect(await rig.seal()).toBeUndefined();
    });
    expect(await rig.seal()).toMatchObject({ number: 1n });
    await other.close();
  });

  it('leaves everything to be sealed when it cannot be signed', async () => {
    await rig.book(2);
    const broken = { ...rig.key, sign: () => Buffer.alloc(3) };
    await expect(rig.seal(broken)).rejects.toMatchObject({ code: '23514' });
    expect(await outbox()).toBe(0);
    expect(await rig.seal()).toMatchObject({ number: 1n, transfers: 2n });
  });

  it('seals each of 150 bookings once, while they are booked, by two processes, and verify never raises an alarm', async () => {
    const other = await Database.connect({ url: rig.database.url, applicationName: 'test-second' });
    let writing = true;
    const verified: bigint[] = [];
    const write = async (account: string) => {
      for (let i = 0; i < 50; i += 1) await rig.book(1 + (i % 7), [account]);
    };
    const seal = async (db: Database) => {
      while (writing) await rig.seal(rig.key, db);
    };
    const verify = async () => {
      while (writing) {
        const { firstDifference, transfers } = await rig.verify();
        expect(firstDifference).toBeUndefined();
        verified.push(transfers);
      }
    };
    const written = Promise.all(rig.accounts.map(write)).finally(() => (writing = false));
    await Promise.all([written, seal(rig.db), seal(other), verify()]);
    while (await rig.seal());
    await other.close();

    expect(await rig.verify()).toMatchObject({ ok: true, bookings: 150n, transfers: 591n });
    const [sums] = await rig.db.query<{ sealed: number; checkpoints: number; highest: number }>(
      `select (select count(*)::int4 from sealed_booking) as sealed, count(*)::int4 as checkpoints, max(number)::int4 as highest from checkpoint`,
    );
    expect(sums).toEqual({ sealed: 150, checkpoints: sums?.highest, highest: sums?.highest });
    expect(await outbox()).toBe(sums?.checkpoints);
    // It was worth something: seals and verifications really happened meanwhile.
    expect(sums?.checkpoints).toBeGreaterThan(5);
    expect(new Set(verified).size).toBeGreaterThan(3);
  });
});
