import { freshDatabase, testStack, type FreshDatabase } from '@perennial/testing';
import pg from 'pg';
import { Database } from './database.js';
import { checkDurability } from './durability.js';
import { migrate } from './migrate.js';
import { defineMigration } from './migration.js';
import { classify } from './sql-state.js';
import type { Tx } from './tx.js';

const tables = defineMigration({
  scope: 'sample',
  number: 1,
  name: 'notes',
  up: 'create table notes (id int8 primary key, text text)',
});

describe('a database', () => {
  let fresh: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    fresh = await freshDatabase('database', [tables]);
    db = fresh.db;
  });
  afterAll(() => fresh.drop());
  beforeEach(() => db.query('delete from notes'));

  const ids = async (): Promise<bigint[]> =>
    (await db.query<{ id: bigint }>('select id from notes order by id')).map((row) => row.id);

  describe('reading', () => {
    it('gives int8 as bigint, dates as text, instants as Date, numeric as text, json parsed', async () => {
      const [row] = await db.query(
        `select 9223372036854775807::int8 as big, array[1, null, -2]::int8[] as bigs, date '2028-02-29' as day,
                array[date '2027-01-01'] as days, timestamptz '2027-03-01 12:00+02' as at, 1.10::numeric as price, '{"a":[1]}'::jsonb as doc`,
      );
      expect(row).toEqual({
        big: 9223372036854775807n,
        bigs: [1n, null, -2n],
        day: '2028-02-29',
        days: ['2027-01-01'],
        at: new Date('2027-03-01T10:00:00Z'),
        price: '1.10',
        doc: { a: [1] },
      });
    });

    it('leaves other pools of the process as they are', async () => {
      const other = new pg.Pool({ connectionString: fresh.url });
      try {
        expect((await other.query('select 5::int8 as big')).rows).toEqual([{ big: '5' }]);
      } finally {
        await other.end();
      }
    });

    it('runs statements that are sent together in their order, and prepares each once', async () => {
      await db.transaction(async (tx) => {
        const [, before, , after] = await Promise.all([
          tx.query('insert into notes values ($1)', [1], 'together'),
          tx.query<{ n: bigint }>('select count(*) as n from notes'),
          tx.query('insert into notes values ($1)', [2], 'together'),
          tx.query<{ n: bigint }>('select count(*) as n from notes'),
        ]);
        expect([before, after]).toEqual([[{ n: 1n }], [{ n: 2n }]]);
        expect(await tx.query("select name from pg_prepared_statements where name = 'together'")).toHaveLength(1);
      });
      expect(await ids()).toEqual([1n, 2n]);
    });

    it('tells of statements sent together the error of the first that failed, however deep it was asked', async () => {
      const deep = async <T>(work: () => Promise<T>, levels: number): Promise<T> =>
        levels === 0 ? work() : await deep(work, levels - 1);
      const failing = db.transaction(async (tx) => {
        await Promise.all([
          tx.query('insert into notes values (7)'),
          deep(() => tx.query('select 1 / 0'), 5),
          tx.query('insert into notes values (8)'),
          tx.query('select * from no_such_table'),
          // Until this thread goes on, all answers are there, and are read at once.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200),
        ]);
      });
      await expect(failing).rejects.toMatchObject({ code: '22012' });
      expect(await ids()).toEqual([]);
    });

    it('has the settings of a transaction until it ends, whatever stands in them', async () => {
      const shown = (tx: Tx) => tx.query<{ application_name: string }>('show application_name');
      const [before] = await shown(db);
      await db.transaction(
        async (tx) => {
          expect(await shown(tx)).toEqual([{ application_name: "it's; rollback" }]);
          await tx.query('insert into notes values (9)');
        },
        { application_name: "it's; rollback" },
      );
      expect(await ids()).toEqual([9n]);
      expect(await shown(db)).toEqual([before]);
    });

    it('tells it also of a statement whose name one before it would have prepared', async () => {
      let settled: PromiseSettledResult<unknown>[] = [];
      const failing = db.transaction(async (tx) => {
        const named = () => tx.query('select 2 as n', [], 'never-prepared');
        settled = await Promise.allSettled([tx.query('select 1 / 0'), named(), named()]);
        throw new Error('told');
      });
      await expect(failing).rejects.toThrow('told');
      expect(settled.map((one) => (one as PromiseRejectedResult).reason)).toMatchObject([
        { code: '22012' },
        { code: '22012' },
        { code: '22012' },
      ]);
    });

    it('lends nobody a connection on which a transaction could not begin', async () => {
      const one = await Database.connect({ url: fresh.url, applicationName: 'one', poolSize: 1 });
      try {
        const begun = one.transaction(() => Promise.resolve(), { no_such_setting: '1' });
        await expect(begun).rejects.toMatchObject({ code: '42704' });
        expect(await one.query('select 1 as n')).toEqual([{ n: 1 }]);
      } finally {
        await one.close();
      }
    });

    it('prepares a named statement once per connection', async () => {
      await db.transaction(async (tx) => {
        await tx.query('select $1::int as n', [1], 'once');
        await tx.query('select $1::int as n', [2], 'once');
        expect(await tx.query("select name from pg_prepared_statements where name = 'once'")).toHaveLength(1);
      });
    });
  });

  it('starts every session with search path, zone and idle limit of ours, whatever the role has', async () => {
    const [row] = await db.query(
      `select current_setting('search_path') as path, current_setting('timezone') as zone,
              current_setting('idle_in_transaction_session_timeout') as idle, current_setting('transaction_isolation') as isolation`,
    );
    expect(row).toEqual({ path: 'public', zone: 'UTC', idle: '1min', isolation: 'read committed' });
  });

  describe('a transaction', () => {
    it('commits what it wrote and returns what the work returned', async () => {
      expect(
        await db.transaction(async (tx) => (await tx.query('insert into notes values (1) returning id'))[0]),
      ).toEqual({ id: 1n });
      expect(await ids()).toEqual([1n]);
    });

    it('rolls everything back when the work throws, and passes its error on as it is', async () => {
      const failure = new Error('no');
      const work = db.transaction(async (tx) => {
        await tx.query('insert into notes values (1)');
        throw failure;
      });
      await expect(work).rejects.toBe(failure);
      expect(await ids()).toEqual([]);
    });

    it('says so when its commit was a rollback, because the error of a statement had been caught', async () => {
      const work = db.transaction(async (tx) => {
        await tx.query('insert into notes values (1)');
        await tx.query('select 1/0').catch(() => {});
      });
      await expect(work).rejects.toMatchObject({ code: 'TRANSACTION_ROLLED_BACK' });
      expect(await ids()).toEqual([]);
    });

    it('refuses statements after its end', async () => {
      const kept = await db.transaction(async (tx) => tx);
      await expect(kept.query('insert into notes values (1)')).rejects.toMatchObject({ code: 'TRANSACTION_OVER' });
    });

    it('waits for a connection when all are taken: 30 at once on 3 connections', async () => {
      const small = await Database.connect({ url: fresh.url, applicationName: 'small', poolSize: 3 });
      try {
        const insert = (id: number) => small.transaction((tx) => tx.query('insert into notes values ($1)', [id]));
        await Promise.all(Array.from({ length: 30 }, (_, id) => insert(id)));
        expect(await ids()).toHaveLength(30);
      } finally {
        await small.close();
      }
    });
  });

  it('gets over a plan that a migration made stale with the second try', async () => {
    const one = await Database.connect({ url: fresh.url, applicationName: 'stale', poolSize: 1 });
    try {
      await one.query('select * from notes', [], 'all-notes');
      await migrate({
        ownerUrl: fresh.ownerUrl,
        migrations: [
          tables,
          defineMigration({ scope: 'sample', number: 2, name: 'more', up: 'alter table notes add column more int' }),
        ],
      });
      const error: unknown = await one.query('select * from notes', [], 'all-notes').catch((thrown: unknown) => thrown);
      expect(classify(error)).toBe('infrastructure');
      await expect(one.query('select * from notes', [], 'all-notes')).resolves.toEqual([]);
    } finally {
      await one.close();
    }
  });

  describe('that cannot be connected to', () => {
    it.each([
      ['a wrong password', 'LEDGER_DATABASE_URL', (url: URL) => (url.password = 'wrong')],
      ['a database that does not exist', 'role and database', (url: URL) => (url.pathname = '/nowhere')],
    ])('says that access is denied, and how to mend it: %s', async (_title, mend, spoil) => {
      const url = new URL(fresh.url);
      spoil(url);
      await expect(Database.connect({ url: url.href, applicationName: 'x' })).rejects.toMatchObject({
        code: 'DATABASE_ACCESS_DENIED',
        message: expect.stringMatching(new RegExp(`npm run migrate has created.*${mend}`)),
      });
    });

    it('says that no server answers, which passes by itself', async () => {
      await expect(
        Database.connect({ url: 'postgres://a:b@127.0.0.1:1/x', applicationName: 'x' }),
      ).rejects.toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        retryable: true,
      });
    });
  });

  it('refuses a server that may forget what it confirmed, naming the setting', async () => {
    await db.transaction(async (tx) => {
      await tx.query('set local synchronous_commit = off');
      await expect(checkDurability(tx)).rejects.toMatchObject({
        code: 'DURABILITY_OFF',
        message: expect.stringContaining('synchronous_commit'),
      });
    });
  });

  it('is on the server of this run', async () => {
    expect(new URL(fresh.url).port).toBe(new URL((await testStack()).postgresUrl).port);
  });
});
