import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { metricsMigrations } from './index.js';

/** Tables whose rows belong to one customer: their keys lead with the customer. The others are registries of a natural key. */
const CUSTOMER_FAMILY = ['customer', 'purchase_day', 'purchase_history'];
const REGISTRIES = ['shop_order'];
/** About all customers together: they would stay behind, or be made anew, where buckets move. */
const INSTALLATION = ['job_lease', 'model', 'model_generation'];

describe('the tables of the metrics service', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('metrics', metricsMigrations);
  });
  afterAll(() => database?.drop());

  it('are these', async () => {
    const rows = await database.db.query(
      `select table_name as name from information_schema.tables
        where table_schema = 'public' and table_name <> 'schema_migrations' order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...CUSTOMER_FAMILY, ...REGISTRIES, ...INSTALLATION].toSorted());
  });

  it('all carry a bucket', async () => {
    const rows = await database.db.query(
      `select table_name as name from information_schema.columns
        where column_name = 'bucket' and is_nullable = 'NO' and udt_name = 'int2' order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...CUSTOMER_FAMILY, ...REGISTRIES].toSorted());
  });

  it('lead with the customer in every unique index of the customer family', async () => {
    const rows = await database.db.query(
      `select t.relname as name, a.attname as leads
         from pg_index i
         join pg_class t on t.oid = i.indrelid
         join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        where i.indisunique and t.relname = any($1)`,
      [CUSTOMER_FAMILY],
    );
    expect(rows.length).toBeGreaterThanOrEqual(CUSTOMER_FAMILY.length);
    expect(new Set(rows.map(({ leads }) => leads))).toEqual(new Set(['customer_id']));
  });

  it('compare every id byte by byte, as the order of locks does', async () => {
    const rows = await database.db.query(
      `select table_name as table, column_name as column from information_schema.columns
        where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'
          and (column_name ~ '_(id|source)$' or column_name in ('currency', 'cancelled_for', 'published_until'))`,
    );
    expect(rows).toEqual([]);
  });

  it('keep a model as it was fitted, whatever the service would do', async () => {
    await expect(database.db.query("update model set fit = '{}'")).rejects.toThrow(/permission denied/);
    await expect(database.db.query('delete from model_generation')).rejects.toThrow(/permission denied/);
  });

  it('have neither foreign keys nor triggers', async () => {
    expect(await database.db.query("select conname from pg_constraint where contype = 'f'")).toEqual([]);
    expect(await database.db.query('select tgname from pg_trigger where not tgisinternal')).toEqual([]);
  });
});
