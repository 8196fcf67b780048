import { freshDatabase, testStack, type FreshDatabase } from '@perennial/testing';
import { Database } from './database.js';
import { checkSchema, migrate } from './migrate.js';
import { defineMigration } from './migration.js';
import { databaseName, ownerUrl, provision, runtimeUrl } from './provision.js';
import { sqlState } from './sql-state.js';

const first = defineMigration({
  scope: 'shop',
  number: 1,
  name: 'orders',
  up: 'create table orders (id int8 primary key); create table trail (id int8)',
});
const second = defineMigration({
  scope: 'shop',
  number: 2,
  name: 'seal-trail',
  async up(tx) {
    await tx.query('insert into trail select generate_series(1, 3)');
    await tx.query(`do $$ begin execute format('revoke update, delete on trail from %I', current_database()); end $$`);
  },
});
const runtime = defineMigration({ scope: 'messaging', number: 1, name: 'inbox', up: 'create table inbox (id int8)' });

describe('migrations', () => {
  let fresh: FreshDatabase;
  beforeEach(async () => (fresh = await freshDatabase('shop')));
  afterEach(() => fresh.drop());

  const apply = (...migrations: (typeof first)[]) => migrate({ ownerUrl: fresh.ownerUrl, migrations });

  it("are applied the runtime's first, then by number, and once", async () => {
    expect(await apply(second, first, runtime)).toEqual([runtime, first, second].map((m) => m.migrationName));
    expect(await apply(second, first, runtime)).toEqual([]);
    expect(await fresh.db.query('select id from trail')).toHaveLength(3);
  });

  it('of the runtime that came later are applied after those of the service that were there', async () => {
    await apply(first);
    expect(await apply(runtime, first)).toEqual([runtime.migrationName]);
  });

  it('are applied once by four migrators at the same time', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => apply(runtime, first, second)));
    expect(applied.flat()).toHaveLength(3);
    expect(await fresh.db.query('select id from trail')).toHaveLength(3);
  });

  it('that fail leave nothing of themselves, and keep those before them', async () => {
    const broken = defineMigration({
      scope: 'shop',
      number: 2,
      name: 'broken',
      up: 'create table half (id int8); select 1/0',
    });
    await expect(apply(first, broken)).rejects.toThrow('division by zero');
    expect(await fresh.db.query("select to_regclass('orders') as orders, to_regclass('half') as half")).toEqual([
      { orders: 'orders', half: null },
    ]);
    expect(await apply(first, second)).toEqual([second.migrationName]);
  });

  it('are missed by a service that needs them: SCHEMA_OUTDATED', async () => {
    await expect(checkSchema(fresh.db, [first])).rejects.toMatchObject({
      code: 'SCHEMA_OUTDATED',
      message: expect.stringContaining('npm run migrate'),
    });
    await apply(first);
    await expect(checkSchema(fresh.db, [first, second])).rejects.toMatchObject({
      code: 'SCHEMA_OUTDATED',
      message: expect.stringContaining('seal-trail'),
    });
    await expect(checkSchema(fresh.db, [first])).resolves.toBeUndefined();
  });

  it('of a later build are refused by service and migrator: SCHEMA_NEWER', async () => {
    await apply(first, second);
    await expect(checkSchema(fresh.db, [first])).rejects.toMatchObject({
      code: 'SCHEMA_NEWER',
      message: expect.stringContaining('seal-trail'),
    });
    await expect(apply(first)).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
  });

  it('give the runtime role rows but not the schema, and less where they say so', async () => {
    await apply(first, second);
    const refused = (sql: string) =>
      expect(
        fresh.db.query(sql).then(
          () => 'allowed',
          (error: unknown) => sqlState(error),
        ),
      ).resolves.toBe('42501');
    await fresh.db.query('insert into orders values (1)');
    await fresh.db.query('update orders set id = 2');
    await fresh.db.query('delete from orders');
    await fresh.db.query('insert into trail values (4)');
    await refused('update trail set id = 5');
    await refused('delete from trail');
    await refused('truncate orders');
    await refused('create table mine (id int8)');
    await refused('drop table orders');
    await refused("insert into schema_migrations (timestamp, name) values (1, 'x')");
    await refused('delete from schema_migrations');
  });
});

describe('provisioning', () => {
  const services = ['one', 'two'].map((word) => `${word}_${process.pid}`);
  let serverUrl: string;
  beforeAll(async () => ({ postgresUrl: serverUrl } = await testStack()));
  afterAll(() =>
    asOwner(async (owner) => {
      for (const name of services.map(databaseName)) {
        await owner.query(`drop database if exists ${name} with (force)`);
        await owner.query(`drop role if exists ${name}`);
      }
    }),
  );

  async function asOwner<T>(work: (owner: Database) => Promise<T>): Promise<T> {
    const owner = await Database.connect({ url: serverUrl, applicationName: 'owner', poolSize: 1 });
    return work(owner).finally(() => owner.close());
  }

  const canConnect = async (url: string): Promise<string> => {
    try {
      await (await Database.connect({ url, applicationName: 'x', poolSize: 1 })).close();
      return 'connected';
    } catch (error) {
      return String(error instanceof Error && 'code' in error ? error.code : error);
    }
  };

  it('may be repeated, and run by several at once', async () => {
    await Promise.all([
      provision({ serverUrl, services }),
      provision({ serverUrl, services }),
      provision({ serverUrl, services }),
    ]);
    await provision({ serverUrl, services });
    for (const service of services) expect(await canConnect(runtimeUrl(serverUrl, service))).toBe('connected');
  });

  it("lets a service's role into no other service's database", async () => {
    await provision({ serverUrl, services });
    const [one = '', two = ''] = services;
    const astray = new URL(runtimeUrl(serverUrl, one));
    astray.pathname = `/${databaseName(two)}`;
    expect(await canConnect(astray.href)).toBe('DATABASE_ACCESS_DENIED');
  });

  it('keeps what is in the database', async () => {
    const [one = ''] = services;
    await provision({ serverUrl, services });
    await migrate({ ownerUrl: ownerUrl(serverUrl, one), migrations: [first] });
    await provision({ serverUrl, services });
    const db = await Database.connect({ url: runtimeUrl(serverUrl, one), applicationName: 'x' });
    await expect(checkSchema(db, [first])).resolves.toBeUndefined();
    await db.close();
  });

  it('sets a given password, and the derived one again without it', async () => {
    const [one = ''] = services;
    await provision({ serverUrl, services: [one], passwords: { [one]: "it's ours" } });
    expect(await canConnect(runtimeUrl(serverUrl, one, "it's ours"))).toBe('connected');
    expect(await canConnect(runtimeUrl(serverUrl, one))).toBe('DATABASE_ACCESS_DENIED');
    await provision({ serverUrl, services: [one] });
    expect(await canConnect(runtimeUrl(serverUrl, one))).toBe('connected');
  });

  it('gives roles that can create neither databases nor roles', async () => {
    await provision({ serverUrl, services });
    const roles = await asOwner((owner) =>
      owner.query('select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles where rolname = any($1)', [
        services.map(databaseName),
      ]),
    );
    expect(roles).toEqual(
      services.map(() => ({ rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false })),
    );
  });
});
