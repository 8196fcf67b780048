import type pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Tx } from './tx.js';

export interface MigrationOptions {
  /** `messaging` for the tables every service has, else the service's name. */
  readonly scope: string;
  /** Counts 1, 2, 3… within the scope; also the file's first four digits. */
  readonly number: number;
  /** What it intends, in words joined by dashes: `accounts-and-transfers`. */
  readonly name: string;
  /** Plain SQL (several statements are fine), or a function where rows are moved. Runs as the owner, in a transaction of its own. */
  readonly up: string | ((tx: Tx) => Promise<void>);
}

export interface MigrationClass {
  new (): MigrationInterface;
  /** As recorded in the database, such as `ledger-0001-accounts-2000000000001`. */
  readonly migrationName: string;
  readonly scope: string;
  readonly number: number;
}

/**
 * The ORM orders migrations by the thirteen digits their names must end with, meant as a time stamp. Ours count instead:
 * first digit the scope (what the runtime needs comes before what a service builds on it), the rest the number.
 */
function ordinal(scope: string, number: number): string {
  return `${scope === 'messaging' ? 1 : 2}${String(number).padStart(12, '0')}`;
}

/** A forward-only step of the schema. There is no way down: a mistake is corrected by the next migration. */
export function defineMigration({ scope, number, name, up }: MigrationOptions): MigrationClass {
  const migrationName = `${scope}-${String(number).padStart(4, '0')}-${name}-${ordinal(scope, number)}`;
  return class implements MigrationInterface {
    static readonly migrationName = migrationName;
    static readonly scope = scope;
    static readonly number = number;
    readonly name = migrationName;

    async up(runner: QueryRunner): Promise<void> {
      const client: pg.PoolClient = await runner.connect();
      if (typeof up === 'string') {
        await client.query(up);
        return;
      }
      await up({
        query: async <Row extends object>(sql: string, params?: readonly unknown[]) =>
          (await client.query<Row>(sql, params && [...params])).rows,
      });
    }

    async down(): Promise<void> {
      throw new Error(`${migrationName} cannot be undone: migrations only go forward`);
    }
  };
}
