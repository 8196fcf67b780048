import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Logger as TypeOrmLogger } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { columnTypes } from './column-types.js';
import { DatabaseAccessDenied, DatabaseUnreachable, TransactionOver, TransactionRolledBack } from './errors.js';
import type { MigrationClass } from './migration.js';
import { isStalePlan, sqlState } from './sql-state.js';
import type { Tx } from './tx.js';

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in pg_stat_activity and the server's log. */
  readonly applicationName: string;
  /** Connections at most; default 10. */
  readonly poolSize?: number;
  /** Told when an idle connection is lost; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void;
  /** Only the migration runner passes these. */
  readonly migrations?: readonly MigrationClass[];
}

/** Where the migrations applied to a database are recorded. */
export const MIGRATIONS_TABLE = 'schema_migrations';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;
/** While connecting: no such database, no privilege to connect to it. With class 28 (authentication), what no retry heals. */
const ACCESS_STATES = new Set(['3D000', '42501']);

/**
 * What every session of this project starts with, whatever the server's or the role's defaults are: no object is found
 * outside `public`, dates mean UTC, and a process that hangs inside a transaction loses its locks after a minute.
 */
const SESSION = '-c search_path=public -c TimeZone=UTC -c DateStyle=ISO -c idle_in_transaction_session_timeout=60000';

const nothing = (): void => {};
const silent: TypeOrmLogger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/** One database, one pool. Statements outside `transaction` run on any connection and commit by themselves. */
export class Database implements Tx {
  private constructor(
    /** For migrations and for entities of settings edited in a form; everything that moves points or money is SQL through `query`. */
    readonly dataSource: DataSource,
    private readonly pool: pg.Pool,
  ) {}

  /** @throws DatabaseUnreachable when no server answers; DatabaseAccessDenied when one does and refuses (wrong password, no such database) */
  static async connect(options: DatabaseOptions): Promise<Database> {
    const dataSource = new DataSource({
      type: 'postgres',
      url: options.url,
      applicationName: options.applicationName,
      poolSize: options.poolSize ?? 10,
      connectTimeoutMS: CONNECT_TIMEOUT_MS,
      poolErrorHandler: (error: Error) => options.onConnectionLost?.(error),
      logger: silent,
      installExtensions: false,
      migrationsTableName: MIGRATIONS_TABLE,
      migrations: [...(options.migrations ?? [])],
      extra: {
        Client: HeardClient,
        types: columnTypes,
        options: SESSION,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
        pipeline: true,
      },
    });
    try {
      await dataSource.initialize();
    } catch (error) {
      throw named(error, 'the database could not be reached');
    }
    return new Database(dataSource, (dataSource.driver as PostgresDriver).master as pg.Pool);
  }

  async query<Row extends object = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
    name?: string,
  ): Promise<Row[]> {
    return this.withConnection((connection) => connection.query<Row>(sql, params, name));
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it returns, rolled back when it throws.
   *
   * An error of COMMIT itself is passed on without a second try: when the connection broke, the outcome is unknown, so
   * whoever tries again must be harmless the second time.
   *
   * @param settings of the server, until the transaction ends: `{ lock_timeout: '5000' }`
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, settings: Readonly<Record<string, string>> = {}): Promise<T> {
    const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = ${pg.escapeLiteral(value)}`);
    return this.within(`begin isolation level read committed${set.join('')}`, work);
  }

  /** Several statements that read, all of them what was committed when the first of them began. */
  async snapshot<T>(read: (tx: Tx) => Promise<T>): Promise<T> {
    return this.within('begin isolation level repeatable read, read only', read);
  }

  private within<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.withConnection(async (connection) => {
      // Awaited: what is sent after a `begin` that fails would commit by itself.
      await connection.begin(begin);
      const tx = new OpenTransaction(connection);
      let result: T;
      try {
        result = await work(tx);
      } catch (error) {
        tx.over = true;
        await connection.rollback();
        throw error;
      }
      tx.over = true;
      await connection.commit();
      return result;
    });
  }

  /** Waits for running statements, then closes every connection. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await this.pool.connect();
    } catch (error) {
      throw named(error, 'no connection to the database');
    }
    const connection = new Connection(client);
    try {
      return await work(connection);
    } finally {
      connection.release();
    }
  }
}

/** Why a session is gone, by its client. */
const losses = new WeakMap<object, Error>();

/**
 * A client whose errors are heard from its first moment to its last. An `error` nobody hears ends the process, and the
 * pool listens only while a client is idle: not from the packet that opens a session to the line that has it in hand.
 */
class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', (error) => losses.set(this, error));
  }
}

/** A checked-out connection that remembers whether it may go back to the pool. */
class Connection {
  private spoilt = false;

  constructor(private readonly client: pg.PoolClient) {}

  async query<Row extends object>(sql: string, params?: readonly unknown[], name?: string): Promise<Row[]> {
    return (await this.run<Row>(sql, params, name)).rows;
  }

  /** A transaction that has begun and of which a setting is refused is open, and nobody's. */
  async begin(sql: string): Promise<void> {
    try {
      await this.run(sql);
    } catch (error) {
      this.spoilt = true;
      throw error;
    }
  }

  async commit(): Promise<void> {
    let answer: pg.QueryResult;
    try {
      answer = await this.run('commit');
    } catch (error) {
      this.spoilt = true;
      throw error;
    }
    if (answer.command !== 'COMMIT') {
      throw new TransactionRolledBack(
        'the transaction was rolled back at its commit, because the error of a failed statement had been caught on the way',
      );
    }
  }

  /** Never throws: the error that led here matters more, and a connection that cannot roll back is thrown away. */
  async rollback(): Promise<void> {
    try {
      await this.run('rollback');
    } catch {
      this.spoilt = true;
    }
  }

  release(): void {
    this.client.release(losses.get(this.client) ?? this.spoilt);
  }

  private async run<Row extends object>(
    text: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<pg.QueryResult<Row>> {
    try {
      return await this.client.query<Row>({
        text,
        values: values && [...values],
        ...(name === undefined ? {} : { name }),
      });
    } catch (error) {
      if (isStalePlan(error)) this.spoilt = true;
      if (losses.has(this.client) && sqlState(error) === undefined)
        throw new DatabaseUnreachable('the connection to the database broke', { cause: error });
      throw error;
    }
  }
}

class OpenTransaction implements Tx {
  over = false;
  private failure: unknown;

  constructor(private readonly connection: Connection) {}

  async query<Row extends object = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
    name?: string,
  ): Promise<Row[]> {
    if (this.over) throw new TransactionOver('a statement came after its transaction had ended; is an await missing?');
    try {
      return await this.connection.query<Row>(sql, params, name);
    } catch (error) {
      // What was sent after it fails as well, and may be heard of earlier.
      if (this.failure && ABORTED_BEFORE.has(sqlState(error) ?? '')) throw this.failure;
      this.failure = error;
      throw error;
    }
  }
}

/** The second: its name would have been prepared by one that was not run. */
const ABORTED_BEFORE = new Set(['25P02', '26000']);
const WRONG_PASSWORD = '28P01';
const CHECK_PASSWORD =
  'check the password in the URL, and that npm run migrate has created the role; one that was given its own password needs LEDGER_DATABASE_URL (CAMPAIGN_, METRICS_) beside DATABASE_URL';
const CHECK_ROLE = 'check the URL, and that npm run migrate has created role and database';

/** A server that answers speaks for itself; everything else on the way to a connection means that none was reached. */
function named(error: unknown, message: string): unknown {
  const state = sqlState(error);
  if (state === undefined) return new DatabaseUnreachable(`${message}: ${reason(error)}`, { cause: error });
  if (!state.startsWith('28') && !ACCESS_STATES.has(state)) return error;
  return new DatabaseAccessDenied(
    `the database server refuses: ${reason(error)}; ${state === WRONG_PASSWORD ? CHECK_PASSWORD : CHECK_ROLE}`,
    { cause: error },
  );
}

function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message : String(error);
}
