import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { groupLag } from '@perennial/messaging';
import { EmbeddedStack, StackFile, type StackDocument } from '@perennial/stack';

import { newDataDir } from './own-stack.js';
import { until } from './until.js';

const DOOR = fileURLToPath(new URL('../../../apps/cli/bin/perennial.mjs', import.meta.url));
const SERVICES = ['ledger', 'campaign', 'metrics'] as const;
/** What each service consumes: a topic it does not read has no committed offsets of its group, and never will. */
const READS = {
  ledger: [
    'commerce.purchase',
    'commerce.return',
    'commerce.review',
    'commerce.referral',
    'commerce.customer',
    'commerce.engagement',
    'commerce.partner',
  ],
  campaign: ['commerce.purchase', 'commerce.review', 'commerce.referral'],
  metrics: [
    'commerce.purchase',
    'commerce.return',
    'commerce.customer',
    'commerce.survey',
    'loyalty.points',
    'loyalty.reward-issued',
  ],
} as const;

export type PlatformService = (typeof SERVICES)[number];

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs the command line as a person would, to its end. */
export async function perennial(...args: readonly string[]): Promise<CommandResult> {
  const started = performance.now();
  const command = launch(args);
  const code = await command.ended;
  return { code, ...command.output(), seconds: (performance.now() - started) / 1000 };
}

/** The whole platform as processes of this machine, with an embedded stack and a data directory of its own. */
export class RunningPlatform {
  private constructor(
    readonly dataDir: string,
    private readonly command: ReturnType<typeof launch>,
  ) {}

  /** Resolves when all three services are ready. @throws with what was printed when the command ends before */
  static async start(...args: readonly string[]): Promise<RunningPlatform> {
    return RunningPlatform.startIn(newDataDir(), ...args);
  }

  /** The same with the data of an earlier run. */
  static async startIn(dataDir: string, ...args: readonly string[]): Promise<RunningPlatform> {
    return RunningPlatform.ready(dataDir, launch(['start', '--data-dir', dataDir, ...args]));
  }

  /** The same with new data, and a time that starts at an instant. */
  static async startAt(now: string, ...args: readonly string[]): Promise<RunningPlatform> {
    return RunningPlatform.startWith({ PERENNIAL_NOW: now }, ...args);
  }

  /** The same with new data, and variables that commands beside it know nothing of. */
  static async startWith(
    variables: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<RunningPlatform> {
    const dataDir = newDataDir();
    return RunningPlatform.ready(dataDir, launch(['start', '--data-dir', dataDir, ...args], variables));
  }

  private static async ready(dataDir: string, command: ReturnType<typeof launch>): Promise<RunningPlatform> {
    const platform = new RunningPlatform(dataDir, command);
    let over = false;
    void command.ended.then(() => (over = true));
    await until('the services are ready', async () => {
      if (over) throw new Error(`perennial start ended:\n${platform.screen}`);
      const answers = await Promise.all(SERVICES.map((service) => platform.get(service, '/health/ready')));
      return answers.every(({ status }) => status === 200);
    });
    return platform;
  }

  get stack(): StackDocument {
    return new StackFile(this.dataDir).read();
  }

  get brokers(): readonly string[] {
    return this.stack.kafka?.brokers ?? [];
  }

  /** Everything printed so far, on both streams. */
  get screen(): string {
    const { stdout, stderr } = this.command.output();
    return stdout + stderr;
  }

  /** What `--import` with `--json` prints when it is done. */
  async importSummary(): Promise<Readonly<Record<string, unknown>>> {
    const line = () => this.command.output().stdout;
    await until('the import is done', () => line().endsWith('\n'), 180_000);
    return JSON.parse(line());
  }

  pidOf(name: PlatformService | 'kafka' | 'postgres'): number {
    const { kafka, postgres, services } = this.stack;
    const pid = name === 'kafka' ? kafka?.pid : name === 'postgres' ? postgres?.pid : services?.[name]?.pid;
    if (pid === undefined) throw new Error(`stack.json has no process id of ${name}`);
    return pid;
  }

  /** Status 0 while nobody answers, or not within the time. */
  async get<Body = unknown>(
    service: PlatformService,
    path: string,
    patienceMs = 5_000,
  ): Promise<{ status: number; body: Body }> {
    try {
      const response = await fetch(`${this.stack.services?.[service]?.url}${path}`, {
        signal: AbortSignal.timeout(patienceMs),
      });
      return { status: response.status, body: (await response.json()) as Body };
    } catch {
      return { status: 0, body: undefined as Body };
    }
  }

  /** Waits until everything published so far is applied by all three services, and what follows from it published. */
  async settled(): Promise<void> {
    await until('all services have caught up', async () => {
      const lags = await Promise.all(SERVICES.map((group) => this.lagOf(group)));
      return lags.every((lag) => lag === 0n);
    });
  }

  /** What `perennial invariants` finds that does not hold, of all three services. */
  async violations(): Promise<string[]> {
    const { stdout, stderr } = await perennial('invariants', '--json', '--data-dir', this.dataDir);
    if (stdout === '') throw new Error(stderr);
    const { invariants } = JSON.parse(stdout) as {
      readonly invariants: readonly { service: string; id: string; holds: boolean; violation?: string }[];
    };
    if (invariants.length === 0) throw new Error('nothing was checked');
    return invariants
      .filter(({ holds }) => !holds)
      .map(({ service, id, violation }) => `${service} ${id}: ${violation}`);
  }

  /** Ctrl-C. */
  async stop(): Promise<{ code: number | null; seconds: number }> {
    const started = performance.now();
    this.command.process.kill('SIGINT');
    const code = await this.command.ended;
    return { code, seconds: (performance.now() - started) / 1000 };
  }

  /** `kill -9` of the command itself; its servers and services are left to themselves. */
  async kill(): Promise<void> {
    this.command.process.kill('SIGKILL');
    await this.command.ended;
  }

  /** Stops what still runs, and removes the data. */
  async end(): Promise<void> {
    if (this.command.process.exitCode === null && this.command.process.signalCode === null) await this.stop();
    await EmbeddedStack.discard(this.dataDir);
  }

  private async lagOf(group: PlatformService): Promise<bigint> {
    try {
      const partitions = await groupLag({ ...this.stack.kafka, brokers: this.brokers, group, topics: READS[group] });
      return partitions.reduce((sum, { lag }) => sum + lag, 0n);
    } catch {
      return -1n; // the broker is away
    }
  }
}

function launch(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): {
  process: ChildProcess;
  ended: Promise<number | null>;
  output: () => { stdout: string; stderr: string };
} {
  // Nothing of the test run's own environment decides where the platform runs.
  const { KAFKA_BROKERS: _brokers, DATABASE_URL: _url, NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [DOOR, ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, ended, output: () => ({ stdout, stderr }) };
}
