import type { Database } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { migrations } from './index.js';

/**
 * What keeps open that buckets of members move to a database of their own one day: everything of a member is found by
 * the member, and nothing reaches from one family of tables into another.
 */
const MEMBER_FAMILY = ['balance', 'fact', 'lot', 'member', 'referral', 'transfer'];
const REGISTRIES = ['inbox', 'parked', 'purchase_order', 'review'];
/** Of the database a chunk's effects stand in, whoever's they are. */
const OF_THE_DATABASE = [
  'consumer_watermark',
  'outbox',
  'outbox_lease',
  'quarantine',
  'schema_migrations',
  'system_posting',
];

let fresh: FreshDatabase;
let db: Database;
beforeAll(async () => {
  fresh = await freshDatabase('ledger', migrations);
  db = fresh.db;
});
afterAll(() => fresh?.drop());

describe('the tables', () => {
  it('each belong to a family', async () => {
    const rows = await db.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...MEMBER_FAMILY, ...REGISTRIES, ...OF_THE_DATABASE].sort());
  });

  it('of a member have keys and indexes that lead with the member, as account or customer id', async () => {
    const rows = await db.query<{ table: string; leads: string }>(
      `select c.relname as table, a.attname as leads
         from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where c.relname = any($1)`,
      [MEMBER_FAMILY],
    );
    expect(new Set(rows.map(({ table }) => table))).toEqual(new Set(MEMBER_FAMILY));
    const members = ['account', 'customer_id', 'referee', 'referrer'];
    expect(rows.filter(({ leads }) => !members.includes(leads))).toEqual([]);
  });

  it('of a member and of the registries carry the bucket in every row', async () => {
    const rows = await db.query<{ table: string; type: string; nullable: string }>(
      `select table_name as table, data_type as type, is_nullable as nullable
         from information_schema.columns where column_name = 'bucket' and table_name = any($1)`,
      [[...MEMBER_FAMILY, ...REGISTRIES]],
    );
    expect(rows.map(({ table }) => table).sort()).toEqual([...MEMBER_FAMILY, ...REGISTRIES].sort());
    expect(rows.filter(({ type, nullable }) => type !== 'smallint' || nullable !== 'NO')).toEqual([]);
  });

  it('have no foreign keys', async () => {
    expect(await db.query(`select conname from pg_constraint where contype = 'f'`)).toEqual([]);
  });

  it('compare the ids that others gave byte by byte', async () => {
    const rows = await db.query<{ column: string }>(
      `select table_name || '.' || column_name as column from information_schema.columns
        where table_schema = 'public' and table_name = any($1) and data_type = 'text' and collation_name is distinct from 'C'`,
      [[...MEMBER_FAMILY, ...REGISTRIES, 'consumer_watermark', 'system_posting']],
    );
    // Words of our own, never ids.
    expect(rows.map(({ column }) => column).sort()).toEqual([
      'consumer_watermark.owner',
      'referral.verdict',
      'system_posting.ledger_account',
      'transfer.credit',
      'transfer.debit',
      'transfer.kind',
      'transfer.unit',
    ]);
  });

  it('that change with every event have no index on what changes, and room to change in place', async () => {
    const indexes = await db.query<{ columns: string[] }>(
      `select array_agg(a.attname::text) as columns
         from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where c.relname = 'balance' group by i.indexrelid`,
    );
    expect(indexes).toEqual([{ columns: ['account'] }]);
    const [table] = await db.query<{ options: string[] }>(
      `select reloptions as options from pg_class where relname = 'balance'`,
    );
    expect(table?.options).toContain('fillfactor=70');
  });

  it('know a customer id in one place only', async () => {
    const rows = await db.query<{ table: string }>(
      `select table_name as table from information_schema.columns where column_name = 'customer_id' and table_schema = 'public'`,
    );
    expect(rows).toEqual([{ table: 'member' }]);
  });
});
