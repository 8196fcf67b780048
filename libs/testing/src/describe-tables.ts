import type { MigrationClass } from '@perennial/persistence';

import { freshDatabase, type FreshDatabase } from './fresh-database.js';

export interface TableFamilies {
  readonly service: string;
  /** All of the service's migrations, those of messaging too when they are among them. */
  readonly migrations: readonly MigrationClass[];
  /** Tables whose rows belong to one member. */
  readonly memberFamily: readonly string[];
  /** Columns that name a member: each key and index of the member family begins with one of them. */
  readonly memberColumns: readonly string[];
  /** As `table.column`, what leads an index for a report about all members. A key never may: it would reach across databases. */
  readonly reportsBy?: readonly string[];
  /** Registries of a natural key of one member's, such as orders and codes. */
  readonly registries: readonly string[];
  /** Tables of the database a chunk's effects stand in, or about all members together. */
  readonly ofTheDatabase: readonly string[];
  /** Text columns that hold words of our own and never an id, as `table.column`. */
  readonly ownWords: readonly string[];
}

/**
 * What keeps open that buckets of members move to a database of their own one day: everything of a member is found by
 * the member, and nothing reaches from one family of tables into another.
 */
export function describeTables(families: TableFamilies): void {
  const { service, migrations, memberFamily, memberColumns, registries, ofTheDatabase, ownWords } = families;
  const { reportsBy = [] } = families;
  const withBucket = [...memberFamily, ...registries];

  describe(`the tables of ${service}`, () => {
    let database: FreshDatabase;
    beforeAll(async () => {
      database = await freshDatabase(service, migrations);
    });
    afterAll(() => database?.drop());

    it('each belong to a family', async () => {
      const rows = await database.db.query<{ name: string }>(
        `select relname as name from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'schema_migrations'`,
      );
      expect(rows.map(({ name }) => name).sort()).toEqual([...withBucket, ...ofTheDatabase].sort());
    });

    it('of a member have keys and indexes that lead with the member', async () => {
      const rows = await database.db.query<{ table: string; leads: string; isKey: boolean }>(
        `select c.relname as table, a.attname as leads, i.indisunique as "isKey"
           from pg_index i
           join pg_class c on c.oid = i.indrelid
           join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
          where c.relname = any($1)`,
        [memberFamily],
      );
      expect([...new Set(rows.map(({ table }) => table))].sort()).toEqual([...memberFamily].sort());
      const others = rows.filter(({ leads }) => !memberColumns.includes(leads));
      expect(others.filter(({ isKey }) => isKey)).toEqual([]);
      expect(others.map(({ table, leads }) => `${table}.${leads}`).sort()).toEqual([...reportsBy].sort());
    });

    it('of a member and of the registries carry the bucket in every row', async () => {
      const rows = await database.db.query<{ table: string }>(
        `select table_name as table from information_schema.columns
          where column_name = 'bucket' and data_type = 'smallint' and is_nullable = 'NO' and table_name = any($1)`,
        [withBucket],
      );
      expect(rows.map(({ table }) => table).sort()).toEqual([...withBucket].sort());
    });

    it('have no foreign keys', async () => {
      expect(await database.db.query(`select conname from pg_constraint where contype = 'f'`)).toEqual([]);
    });

    it('compare the ids that others gave byte by byte, as the order of locks does', async () => {
      const rows = await database.db.query<{ column: string }>(
        `select table_name || '.' || column_name as column from information_schema.columns
          where table_schema = 'public' and table_name = any($1) and data_type = 'text'
            and collation_name is distinct from 'C'`,
        [[...withBucket, ...ofTheDatabase]],
      );
      expect(rows.map(({ column }) => column).sort()).toEqual([...ownWords].sort());
    });
  });
}
