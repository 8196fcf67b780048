import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { serviceScript, workspaceRoot, type ServiceName } from './workspace.js';

export interface ServicePlan {
  readonly service: ServiceName;
  readonly port: number;
  readonly logFile: string;
  /** Modules that are loaded before the service's own. */
  readonly imports: readonly string[];
  /** Asked at every start. */
  readonly env: () => NodeJS.ProcessEnv;
  /** Told when the process ended: by which signal, or with which code. */
  readonly onEnd: (how: string) => void;
}

const RESTART_MS = 250;
/** One that refuses to start must not fill the disk with its reasons. */
const RESTART_AGAIN_MS = 1_000;
const YOUNG_MS = 2_000;
const STOP_MS = 12_000;

/** One process of a service that is started again whenever it ends, until it is stopped. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private stopping = false;
  private restarting: Promise<void> = Promise.resolve();
  starts = 0;
  /** How often it has ended without a signal. */
  crashes = 0;

  constructor(private readonly plan: ServicePlan) {}

  get service(): ServiceName {
    return this.plan.service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.plan.port}`;
  }

  /** Undefined between its end and the next start. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const { service, logFile, imports, env, port } = this.plan;
    const log = openSync(logFile, 'a', 0o600);
    const startedAt = performance.now();
    this.starts += 1;
    const args = [...imports.flatMap((url) => ['--import', url]), serviceScript(service, 'main')];
    const child = spawn(process.execPath, args, {
      cwd: workspaceRoot,
      env: { ...env(), [`${service.toUpperCase()}_PORT`]: String(port), HOST: '127.0.0.1' },
      // It ends with us, however we end: the channel closes.
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
    closeSync(log);
    this.child = child;
    child.once('exit', (code, signal) => {
      this.child = undefined;
      if (this.stopping) return;
      if (signal === null) this.crashes += 1;
      this.plan.onEnd(signal ?? `code ${code}`);
      const isYoung = performance.now() - startedAt < YOUNG_MS;
      this.restarting = sleep(isYoung ? RESTART_AGAIN_MS : RESTART_MS).then(() => {
        if (!this.stopping) this.start();
      });
    });
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Ready by its own word, and it is this very process that answers. */
  async isReady(): Promise<boolean> {
    return (await this.notReadyFor())?.length === 0;
  }

  /** What it says is missing; undefined when it is not this very process that answers, or nobody. */
  async notReadyFor(): Promise<readonly string[] | undefined> {
    const { pid } = this;
    if (pid === undefined) return undefined;
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      const said = (await answer.json()) as { readonly pid?: unknown; readonly reasons: readonly string[] };
      return said.pid === pid ? said.reasons : undefined;
    } catch {
      return undefined;
    }
  }

  /** Asks it to end in order, unless told otherwise; one that does not is killed. */
  async stop(how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.stopping = true;
    await this.restarting;
    const { child } = this;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGCONT');
    child.kill(how);
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(killer);
  }
}
