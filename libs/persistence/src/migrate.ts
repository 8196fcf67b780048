import { escapeIdentifier } from 'pg';
import { Database, MIGRATIONS_TABLE } from './database.js';
import { MigrationListInvalid, SchemaNewer, SchemaOutdated } from './errors.js';
import type { MigrationClass } from './migration.js';
import type { Tx } from './tx.js';

/** Any fixed number: two migrators of one database wait for each other under it. */
const MIGRATOR_LOCK = 7_303_681;

/**
 * Brings a database to the schema of `migrations`, one transaction each, as the owner of its tables. Safe to run at any
 * time, any number of times, and from several processes at once.
 *
 * @returns the names of what was applied, empty when everything was there
 * @throws SchemaNewer when the database has migrations this code does not know
 */
export async function migrate({
  ownerUrl,
  migrations,
}: {
  ownerUrl: string;
  migrations: readonly MigrationClass[];
}): Promise<string[]> {
  refuseContradictions(migrations);
  // Two connections: one holds the lock, the other migrates.
  const db = await Database.connect({ url: ownerUrl, applicationName: 'perennial-migrate', poolSize: 2, migrations });
  try {
    return await db.transaction(async (lock) => {
      // Waits inside a statement, not idle, so the idle-in-transaction limit must not end the lock while the work is done.
      await lock.query('set local idle_in_transaction_session_timeout = 0');
      await lock.query('select pg_advisory_xact_lock($1)', [MIGRATOR_LOCK]);
      await refuseUnknown(db, migrations);
      const applied = await db.dataSource.runMigrations({ transaction: 'each' });
      await protectRecord(db);
      return applied.map((migration) => migration.name);
    });
  } finally {
    await db.close();
  }
}

/**
 * Compares the database with what the code was built for.
 *
 * @throws SchemaOutdated when a migration is missing; SchemaNewer when one is there that the code does not know
 */
export async function checkSchema(db: Tx, migrations: readonly MigrationClass[]): Promise<void> {
  const applied = new Set(await refuseUnknown(db, migrations));
  const missing = migrations.map((migration) => migration.migrationName).filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw new SchemaOutdated(
      `the database lacks ${missing.length} of ${migrations.length} migrations, first ${missing[0]}: run npm run migrate`,
    );
  }
}

async function refuseUnknown(db: Tx, migrations: readonly MigrationClass[]): Promise<string[]> {
  const known = new Set(migrations.map((migration) => migration.migrationName));
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new SchemaNewer(
      `the database has ${unknown.join(', ')}, which this build does not know: deploy the build that brought it, or a later one`,
    );
  }
  return applied;
}

async function appliedMigrations(db: Tx): Promise<string[]> {
  const [table] = await db.query<{ present: boolean }>('select to_regclass($1) is not null as present', [
    MIGRATIONS_TABLE,
  ]);
  if (!table?.present) return [];
  const rows = await db.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by id`);
  return rows.map((row) => row.name);
}

/** The runtime role may read what was applied, never write it: default privileges give it more than that on every new table. */
async function protectRecord(db: Tx): Promise<void> {
  const [runtime] = await db.query<{ role: string }>(
    'select rolname as role from pg_roles where rolname = current_database() and rolname <> current_user',
  );
  if (runtime)
    await db.query(`revoke insert, update, delete on ${MIGRATIONS_TABLE} from ${escapeIdentifier(runtime.role)}`);
}

function refuseContradictions(migrations: readonly MigrationClass[]): void {
  const seen = new Map<string, string>();
  for (const { scope, number, migrationName } of migrations) {
    const slot = `${scope} ${number}`;
    const other = seen.get(slot);
    if (other !== undefined)
      throw new MigrationListInvalid(`${migrationName} and ${other} have the same number; give the later one the next`);
    seen.set(slot, migrationName);
  }
}
