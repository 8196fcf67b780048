import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { DirectoryLock } from './directory-lock.js';
import { Kafka, type MoreOfKafka } from './kafka.js';
import type { Ending, Launched } from './launch.js';
import { Postgres } from './postgres.js';
import { signal } from './processes.js';
import { dockerWay, ServerEnded, StackError } from './stack-error.js';
import { StackFile } from './stack-file.js';
import { choosePorts, type StackPorts } from './stack-ports.js';

export type ServerName = 'kafka' | 'postgres';

/** How often other ports are tried when a server ends at its start. */
const ATTEMPTS = 3;

export interface EmbeddedStackOptions {
  /** Holds everything: data, logs, passwords, `stack.json`. Made when missing; kept over restarts. */
  readonly dataDir: string;
  /** Told in a few words what is being done, for a person who waits. */
  readonly onStep?: (text: string) => void;
  /** Called when a server ends that was not told to; the supervisor restarts it with `restartKafka` or `restartPostgres`. */
  readonly onExit?: (server: ServerName, ending: Ending) => void;
  /** The usual ports are tried first unless `any`: then several stacks can be started at one time. */
  readonly ports?: 'usual' | 'any';
  /** Default true. false: commits survive a crash of any process, but not of the machine. For tests. */
  readonly durable?: boolean;
  /** For tests: doors for clients that come through a proxy, or over TLS. */
  readonly kafka?: MoreOfKafka;
}

/**
 * A real Kafka and a real Postgres as processes of this machine, for trying and testing. Both listen on 127.0.0.1 only,
 * keep their data, and survive `kill -9` of anything, this process included: the next start ends what was left behind
 * and goes on with the data.
 */
export class EmbeddedStack {
  readonly brokers: readonly string[];
  /** Connection string of the server's owner. */
  readonly postgresUrl: string;
  readonly stackFile: StackFile;

  private readonly running: Partial<Record<ServerName, Launched>> = {};
  private readonly restarting = new Set<Promise<void>>();
  private stopping: Promise<void> | undefined;
  private readonly killAtExit = (): void => this.killNow();

  private constructor(
    private readonly options: EmbeddedStackOptions,
    private readonly lock: DirectoryLock,
    private readonly dataDir: string,
    private readonly kafka: Kafka,
    private readonly postgres: Postgres,
    private readonly ports: StackPorts,
  ) {
    this.brokers = [`127.0.0.1:${ports.kafka}`];
    this.postgresUrl = postgres.url(ports.postgres);
    this.stackFile = new StackFile(dataDir);
  }

  /** @throws StackError with what to do about it; nothing is left running then */
  static async start(options: EmbeddedStackOptions): Promise<EmbeddedStack> {
    if (process.platform === 'win32') throw platformNotSupported();
    mkdirSync(options.dataDir, { recursive: true, mode: 0o711 });
    const dataDir = realpathSync(options.dataDir);
    const lock = DirectoryLock.acquire(dataDir);
    try {
      return await EmbeddedStack.startLocked(options, dataDir, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private static async startLocked(
    options: EmbeddedStackOptions,
    dataDir: string,
    lock: DirectoryLock,
  ): Promise<EmbeddedStack> {
    const { onStep = () => undefined, durable = true } = options;
    const logs = join(dataDir, 'logs');
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    const kafkaDirectory = join(dataDir, 'kafka');
    if ((await endOrphans(dataDir)) > 0) onStep('Ended what an interrupted run had left behind');

    const kafkaLog = join(logs, 'kafka.log');
    const kafka = await Kafka.prepare({ directory: kafkaDirectory, logFile: kafkaLog, onStep, more: options.kafka });
    const postgres = await Postgres.prepare({ dataDir, logFile: join(logs, 'postgres.log'), onStep, durable });
    const avoid: number[] = [];
    for (let attempt = 1; ; attempt++) {
      const ports = await choosePorts(dataDir, options.ports ?? 'usual', avoid);
      const stack = new EmbeddedStack(options, lock, dataDir, kafka, postgres, ports);
      try {
        await stack.startBoth(onStep);
        return stack;
      } catch (error) {
        // Another program may have taken a port between the choice and the start, and have left it again by now.
        if (!(error instanceof ServerEnded) || attempt === ATTEMPTS) throw error;
        avoid.push(ports.kafka, ports.controller, ports.postgres);
      }
    }
  }

  /**
   * Ends what an interrupted run left behind in a data directory and removes it, with what Postgres keeps elsewhere.
   *
   * @throws StackError `STACK_ALREADY_RUNNING`; then nothing was touched
   */
  static async discard(directory: string): Promise<void> {
    if (!existsSync(directory)) return;
    const dataDir = realpathSync(directory);
    DirectoryLock.acquire(dataDir);
    await endOrphans(dataDir);
    Postgres.discard(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }

  get pids(): { readonly kafka: number; readonly postgres: number } {
    return { kafka: this.running.kafka?.pid ?? 0, postgres: this.running.postgres?.pid ?? 0 };
  }

  /** Starts the broker again on the same port, after ending it if it still runs. @throws StackError: try again later */
  async restartKafka(): Promise<void> {
    await this.restart('kafka', async () => {
      await Kafka.endOrphans(join(this.dataDir, 'kafka'));
      await this.startKafka();
    });
  }

  /** Starts Postgres again on the same port, after ending it if it still runs. @throws StackError: try again later */
  async restartPostgres(): Promise<void> {
    await this.restart('postgres', async () => {
      await Postgres.endOrphans(this.dataDir);
      await this.startPostgres();
    });
  }

  /** Ends both cleanly, within seconds, and takes their sections out of `stack.json`. May be called more than once. */
  stop(): Promise<void> {
    this.stopping ??= this.stopBoth();
    return this.stopping;
  }

  private async startBoth(onStep: (text: string) => void): Promise<void> {
    onStep(`Starting Kafka (port ${this.ports.kafka}) and Postgres (port ${this.ports.postgres})`);
    process.once('exit', this.killAtExit);
    const results = await Promise.allSettled([this.startKafka(), this.startPostgres()]);
    const failed = results.find((result) => result.status === 'rejected');
    if (!failed) return;
    await this.endServers();
    throw failed.reason;
  }

  private async startKafka(): Promise<void> {
    const launched = await this.kafka.start(this.ports.kafka, this.ports.controller);
    this.watch('kafka', launched);
    this.stackFile.merge({ kafka: { brokers: this.brokers, pid: launched.pid } });
  }

  private async startPostgres(): Promise<void> {
    const launched = await this.postgres.start(this.ports.postgres);
    this.watch('postgres', launched);
    this.stackFile.merge({ postgres: { url: this.postgresUrl, pid: launched.pid } });
  }

  private watch(server: ServerName, launched: Launched): void {
    this.running[server] = launched;
    void launched.ended.then((ending) => {
      if (this.running[server] !== launched) return;
      delete this.running[server];
      if (!this.stopping) this.options.onExit?.(server, ending);
    });
  }

  private async restart(server: ServerName, work: () => Promise<void>): Promise<void> {
    if (this.stopping) throw new Error('The stack is being stopped.');
    delete this.running[server]; // its end is no news to `onExit` now
    const restarting = work().finally(() => this.restarting.delete(restarting));
    this.restarting.add(restarting);
    await restarting;
  }

  private async stopBoth(): Promise<void> {
    await this.endServers();
    while (this.restarting.size > 0) {
      // What a restart is just bringing up is not known here yet.
      await endOrphans(this.dataDir);
      await Promise.race([Promise.allSettled(this.restarting), sleep(100)]);
    }
    await this.endServers();
    this.lock.release();
  }

  private async endServers(): Promise<void> {
    const { kafka, postgres } = this.running;
    delete this.running.kafka;
    delete this.running.postgres;
    await Promise.all([kafka && Kafka.stop(kafka.pid), postgres && Postgres.stop(postgres.pid)]);
    this.stackFile.merge({ kafka: undefined, postgres: undefined });
    process.off('exit', this.killAtExit);
  }

  /** For a process that ends without `stop`, by an error for example: then nothing may be awaited any more. */
  private killNow(): void {
    const { kafka, postgres } = this.running;
    if (kafka) signal(kafka.pid, 'SIGTERM');
    if (postgres) signal(postgres.pid, 'SIGINT');
    this.lock.release();
  }
}

async function endOrphans(dataDir: string): Promise<number> {
  const [brokers, servers] = await Promise.all([
    Kafka.endOrphans(join(dataDir, 'kafka')),
    Postgres.endOrphans(dataDir),
  ]);
  return brokers + servers;
}

function platformNotSupported(): StackError {
  return new StackError(
    'PLATFORM_NOT_SUPPORTED',
    'The embedded stack runs on Linux and macOS.',
    `On Windows use WSL. ${dockerWay}`,
  );
}
