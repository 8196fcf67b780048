import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const LOG_BYTES_MAX = 10 * 1024 * 1024;

export interface LaunchOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** How a launched process ended: `code`, or the `signal` that ended it. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the stack that was started here. */
export interface Launched {
  readonly pid: number;
  /** Settles when the process has ended, never rejects. */
  readonly ended: Promise<Ending>;
  readonly hasEnded: () => boolean;
}

/**
 * Starts a process in a group of its own, so that the terminal's Ctrl-C reaches the supervisor only, and lets it write
 * to a log file itself, so that it outlives its parent without a broken pipe.
 */
export function launch(options: LaunchOptions): Promise<Launched> {
  rotate(options.logFile);
  const log = openSync(options.logFile, 'a', 0o600);
  return new Promise((resolve, reject) => {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...options.user,
    });
    closeSync(log);
    let over = false;
    const ended = new Promise<Ending>((settle) => {
      child.once('exit', (code, signal) => {
        over = true;
        settle({ code, signal });
      });
    });
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve({ pid: child.pid, ended, hasEnded: () => over });
    });
  });
}

/** Keeps one old log beside the current one. */
function rotate(file: string): void {
  try {
    if (statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  } catch {
    // no log yet
  }
}

/** The last lines of a log from byte `from` on, for an error message. */
export function tailOf(file: string, from = 0, lines = 5): string {
  try {
    const text = readFileSync(file).subarray(from).toString('utf8');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

export function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
