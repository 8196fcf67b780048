import { existsSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { launch, sizeOf, tailOf, type Launched } from './launch.js';
import { unprivilegedAccount, type Account } from './postgres-account.js';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { clusterDirectory, existingDirectory, initialise, OWNER, ownerPassword } from './postgres-cluster.js';
import { endProcess, findProcesses, findProcessesIn, signal, waitForEnd } from './processes.js';
import { ServerEnded, StackError } from './stack-error.js';

/** Generous: after kill -9 a start replays the write-ahead log first. */
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 6_000;

export interface PostgresOptions {
  /** Absolute, without symbolic links. Postgres' own directory is `postgres` in it, or linked from there. */
  readonly dataDir: string;
  readonly logFile: string;
  readonly onStep: (text: string) => void;
  /** false: commits survive a crash of any process, but not of the machine. For tests. */
  readonly durable: boolean;
}

/** One Postgres cluster on 127.0.0.1, owned by a role with a random password. */
export class Postgres {
  private constructor(
    private readonly options: PostgresOptions,
    private readonly account: Account | undefined,
    private readonly binaries: PostgresBinaries,
    private readonly directory: string,
    private readonly password: string,
  ) {}

  /** @throws StackError when the programs, the user or the password of existing data are missing */
  static async prepare(options: PostgresOptions): Promise<Postgres> {
    const account = unprivilegedAccount();
    const binaries = postgresBinaries(account);
    const directory = clusterDirectory(options, account);
    const password = ownerPassword(options.dataDir, existsSync(directory));
    if (!existsSync(directory)) await initialise(options, account, binaries, directory, password);
    return new Postgres(options, account, binaries, realpathSync(directory), password);
  }

  /**
   * Ends the postmaster of this directory whose supervisor was killed, and backends whose postmaster was: they hold the
   * shared memory, and Postgres rightly refuses to start beside them. Then the lock file of the dead can go.
   */
  static async endOrphans(dataDir: string): Promise<number> {
    const directory = existingDirectory(dataDir);
    if (directory === undefined) return 0;
    const postmasters = findProcesses(['-D', directory]);
    await Promise.all(postmasters.map((pid) => Postgres.stop(pid)));
    const backends = findProcessesIn(directory, 'postgres');
    const stubborn = await Promise.all(backends.map(async (pid) => ((await waitForEnd(pid, 1_000)) ? [] : [pid])));
    await Promise.all(stubborn.flat().map((pid) => endProcess(pid, 'SIGKILL', 5_000)));
    rmSync(join(directory, 'postmaster.pid'), { force: true });
    return postmasters.length + backends.length;
  }

  /** Removes the data. Nothing may run. */
  static discard(dataDir: string): void {
    const directory = existingDirectory(dataDir);
    const own = join(dataDir, 'postgres');
    if (directory !== undefined && directory !== own) rmSync(dirname(directory), { recursive: true, force: true });
    rmSync(own, { recursive: true, force: true });
  }

  /** Connection string of the owner, to the database `postgres`. */
  url(port: number): string {
    return `postgres://${OWNER}:${this.password}@127.0.0.1:${port}/postgres`;
  }

  /** Starts the server and waits until it lets its owner in. @throws StackError `POSTGRES_START_FAILED` */
  async start(port: number): Promise<Launched> {
    const logStart = sizeOf(this.options.logFile);
    const launched = await launch({
      command: this.binaries.postgres,
      args: ['-D', this.directory, '-p', String(port), ...settings(this.options.durable)],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC', PGDATA: undefined },
      cwd: this.directory,
      logFile: this.options.logFile,
      user: this.account,
    });
    const until = Date.now() + START_MS_MAX;
    for (;;) {
      const refusal = await tryToConnect(this.url(port));
      // A password that is refused may be another server's answer, on a port ours could not get: then ours is ending.
      if (refusal?.code?.startsWith('28')) await Promise.race([launched.ended, sleep(2_000)]);
      if (launched.hasEnded()) throw this.startFailed(ServerEnded, 'it ended', logStart);
      if (refusal === undefined) return launched;
      if (Date.now() > until || refusal.code?.startsWith('28')) {
        await Postgres.stop(launched.pid);
        throw this.startFailed(StackError, refusal.message, logStart);
      }
      await sleep(40);
    }
  }

  /** Fast shutdown: open transactions are rolled back, a checkpoint is written; without one if that takes too long. */
  static async stop(pid: number): Promise<void> {
    signal(pid, 'SIGINT');
    if (!(await waitForEnd(pid, STOP_MS_MAX))) await endProcess(pid, 'SIGQUIT', 2_000);
  }

  private startFailed(kind: typeof StackError, what: string, logStart: number): StackError {
    const { logFile } = this.options;
    const lines = tailOf(logFile, logStart);
    return new kind(
      'POSTGRES_START_FAILED',
      `The embedded Postgres did not start: ${what}.${lines ? `\n${lines}` : ''}`,
      `Its log is ${logFile}`,
    );
  }
}

/** On the command line, so that they hold for data of any age. */
function settings(durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    max_wal_size: '2GB',
    random_page_cost: 1.1,
    jit: 'off',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** @returns why not, or undefined when it worked */
async function tryToConnect(url: string): Promise<{ code?: string | undefined; message: string } | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // told by connect and end
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  } finally {
    await client.end().catch(() => undefined);
  }
}
