import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { processIdentity } from './processes.js';
import { StackError } from './stack-error.js';

interface Holder {
  readonly pid: number;
  readonly identity: string;
}

/**
 * Lets one process at a time use a data directory. The lock names its holder by pid and start time, so one that was
 * killed leaves nothing behind that the next start would wait for, even when its pid belongs to somebody else by then.
 */
export class DirectoryLock {
  private constructor(
    private readonly path: string,
    private readonly content: string,
  ) {}

  /** @throws StackError `STACK_ALREADY_RUNNING` when a living process holds the lock */
  static acquire(directory: string): DirectoryLock {
    const path = join(directory, 'lock');
    const content = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' });
    const mine = `${path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(mine, content, { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        try {
          linkSync(mine, path); // fails when the lock exists: the one step that decides between two starts
          return new DirectoryLock(path, content);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
        const found = read(path);
        if (found === undefined) continue;
        const holder = parse(found);
        if (holder && processIdentity(holder.pid) === holder.identity) throw alreadyRunning(directory, holder.pid);
        setAside(path, found);
      }
      throw alreadyRunning(directory, undefined);
    } finally {
      rmSync(mine, { force: true });
    }
  }

  release(): void {
    if (read(this.path) === this.content) rmSync(this.path, { force: true });
  }
}

/** Removes a dead holder's lock, unless somebody else has done so and taken the lock since it was read. */
function setAside(path: string, dead: string): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== dead) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(content: string): Holder | undefined {
  try {
    const { pid, identity } = JSON.parse(content) as Partial<Holder>;
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}

function alreadyRunning(directory: string, pid: number | undefined): StackError {
  return new StackError(
    'STACK_ALREADY_RUNNING',
    `Perennial already runs here${pid === undefined ? '' : ` (process ${pid})`}: its data directory ${directory} is in use.`,
    'Use the running one, or end it first (Ctrl-C in its terminal), then start again.',
  );
}
