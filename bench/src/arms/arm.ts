import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { World } from '../world/world.js';

/** A way to turn purchases into awards: a process that reads `commerce.purchase` and publishes what it awards. */
export interface Arm {
  readonly name: string;
  /** What it is, in a line. */
  readonly says: string;
  /** Its database, made anew before each run. */
  readonly database: string;
  /** Everything a run begins with but the topics it reads. */
  prepare(world: World): Promise<void>;
  /** The script that is run, below the project's folder, and its own variables. */
  readonly script: string;
  environment(world: World, topicPrefix: string): NodeJS.ProcessEnv;
  /** Where it publishes awards, without the prefix. */
  readonly output: string;
  /** Awards in its database, and what is wrong with them: nothing, if all is well. */
  check(world: World): Promise<{ readonly awards: number; readonly wrong?: string }>;
  /** The id of an award it has published, and of the event it was given for. */
  idOf(message: PublishedAward): string;
  causeOf(message: PublishedAward): string;
}

export interface PublishedAward {
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, unknown>>;
}

export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** A running arm. */
export class ArmProcess {
  readonly ended: Promise<void>;
  private hasEnded = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
    private readonly name: string,
  ) {
    this.ended = new Promise((resolve) =>
      child.once('close', () => {
        this.hasEnded = true;
        resolve();
      }),
    );
  }

  static start(arm: Arm, world: World, topicPrefix: string): ArmProcess {
    return ArmProcess.run(world, { ...arm, environment: arm.environment(world, topicPrefix) });
  }

  /** A script below the project's folder. */
  static run(
    { directory }: World,
    { name, script, environment }: { name: string; script: string; environment: NodeJS.ProcessEnv },
  ): ArmProcess {
    const logFile = join(directory, `${name.replaceAll(' ', '-')}.log`);
    const log = openSync(logFile, 'a');
    const child = spawn(
      process.execPath,
      [...(process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter(Boolean), script],
      { cwd: projectRoot, env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', log, log] },
    );
    closeSync(log);
    return new ArmProcess(child, logFile, name);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @throws Error with its last words when it has ended by itself */
  expectAlive(): void {
    if (!this.hasEnded) return;
    throw new Error(`${this.name} has ended:\n${readFileSync(this.logFile, 'utf8').slice(-2_000)}`);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}
