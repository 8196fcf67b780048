import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { StackFile, type StackDocument } from '@perennial/stack';

import { projectRoot } from '../arms/arm.js';

const POLL_MS = 20;
const PATIENCE_MS = 120_000;

/** `npm start` in a process group of its own, as a terminal runs it, without the simulated shop. */
export class PlatformRun {
  readonly startedMs = performance.now();
  private readonly stackFile: StackFile;
  private readonly ended: Promise<void>;
  private hasEnded = false;
  /** It does not hear the terminal's Ctrl-C. */
  private readonly endWithUs = (): void => this.interrupt();

  private constructor(
    private readonly child: ChildProcess,
    dataDir: string,
    private readonly logFile: string,
  ) {
    this.stackFile = new StackFile(dataDir);
    this.ended = new Promise((resolve) =>
      child.once('close', () => {
        this.hasEnded = true;
        process.off('exit', this.endWithUs);
        resolve();
      }),
    );
    process.once('exit', this.endWithUs);
  }

  static start(dataDir: string): PlatformRun {
    const logFile = `${dataDir}.log`;
    const log = openSync(logFile, 'a');
    const child = spawn('npm', ['start', '--silent', '--', '--no-demo', '--data-dir', dataDir], {
      cwd: projectRoot,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    return new PlatformRun(child, dataDir, logFile);
  }

  /** Waits until what runs is as wanted. @returns what that gave, and the seconds since the start */
  async until<Found>(find: (stack: StackDocument) => Promise<Found | undefined> | Found | undefined) {
    for (;;) {
      const found = await find(this.stackFile.read());
      const seconds = (performance.now() - this.startedMs) / 1_000;
      if (found !== undefined) return { found, seconds };
      if (this.hasEnded || seconds * 1_000 > PATIENCE_MS)
        throw new Error(`npm start does not get there:\n${readFileSync(this.logFile, 'utf8').slice(-2_000)}`);
      await sleep(POLL_MS);
    }
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    this.interrupt();
    await this.ended;
  }

  private interrupt(): void {
    if (!this.hasEnded && this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGINT');
  }
}

/** Makes sure that no start has to compile anything. */
export async function compiled(): Promise<void> {
  const child = spawn(process.execPath, [join(projectRoot, 'apps/cli/bin/perennial.mjs'), '--help'], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.once('close', resolve));
}
