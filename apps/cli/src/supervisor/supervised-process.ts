import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { Backoff } from './backoff.js';
import type { Ending } from './ending.js';

/** What to run, and how one sees that it works. */
export interface ProcessPlan {
  /** A script for this Node. */
  readonly script: string;
  readonly cwd: string;
  /** Asked at every start. */
  readonly env: () => NodeJS.ProcessEnv;
  /** Where its output goes, appended. */
  readonly logFile: string;
  /** Answers 200, and in JSON its own `pid`, when the process can do its work. Asked at every look. */
  readonly readyUrl: () => string;
}

export interface ProcessEvents {
  /** Also after a restart, with the new process id. */
  readonly started: (pid: number) => void;
  readonly ready: () => void;
  readonly died: (ending: Ending, restartInMs: number) => void;
}

const READY_POLL_MS = 100;
/** Longer than a service needs to finish its running chunk. */
const STOP_MS = 7_000;

/**
 * One process that is kept running: whatever ends it, it is started again, with growing pauses while it keeps dying.
 *
 * It runs in a process group of its own, so that a Ctrl-C at the terminal reaches only the supervisor, which then stops
 * things in order. An IPC channel tells the process when the supervisor is gone, however it went: then it ends itself.
 */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly backoff = new Backoff();
  private readonly pause = new AbortController();

  constructor(
    private readonly plan: ProcessPlan,
    private readonly events: ProcessEvents,
  ) {}

  start(): void {
    const { script, cwd, env, logFile } = this.plan;
    const log = openSync(logFile, 'a', 0o600);
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      cwd,
      env: env(),
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.child = child;
    let ended = false;
    const end = (ending: Ending) => {
      if (ended) return; // 'error' may be followed by 'exit'
      ended = true;
      this.child = undefined;
      if (!this.stopping) void this.restart(ending, performance.now() - startedAt);
    };
    child.once('error', () => end({ code: null, signal: null })); // could not be started at all
    child.once('exit', (code, signal) => end({ code, signal }));
    if (child.pid === undefined) return;
    this.events.started(child.pid);
    void this.watchReadiness(child);
  }

  /** Asks the process to end, and ends it when it takes too long. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.pause.abort();
    const { child } = this;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(killer);
  }

  private async restart(ending: Ending, ranMs: number): Promise<void> {
    const delayMs = this.backoff.nextDelayMs(ranMs);
    this.events.died(ending, delayMs);
    await sleep(delayMs, undefined, { signal: this.pause.signal }).catch(() => undefined);
    if (!this.stopping) this.start();
  }

  private async watchReadiness(child: ChildProcess): Promise<void> {
    while (this.child === child && !this.stopping) {
      // On a port that was taken in the last moment somebody else's service answers.
      const ready = await fetch(this.plan.readyUrl(), { signal: AbortSignal.timeout(2_000) })
        .then(async (answer) => ((await answer.json()) as { pid?: unknown }).pid === child.pid && answer.ok)
        .catch(() => false);
      if (ready && this.child === child) {
        this.events.ready();
        return;
      }
      await sleep(READY_POLL_MS);
    }
  }
}
