import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * A name beside `path` to prepare it under before it is renamed into place, and removes drafts that earlier starts have
 * left. Each draft has a name of its own: a program that prepares one may outlive the start that was killed.
 */
export function newDraft(path: string): string {
  const prefix = `${basename(path)}.new-`;
  for (const name of readdirSync(dirname(path)).filter((one) => one.startsWith(prefix))) {
    rmSync(join(dirname(path), name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  return join(dirname(path), `${prefix}${randomBytes(4).toString('hex')}`);
}
