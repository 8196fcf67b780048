import { spawnSync } from 'node:child_process';
import { StackError } from './stack-error.js';

/** The operating system's user that Postgres runs as; undefined: the caller. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root. Under root it runs as the user `postgres`, or `nobody` where there is none; no user
 * is created.
 *
 * @throws StackError `POSTGRES_USER_MISSING`
 */
export function unprivilegedAccount(uid = process.getuid?.()): Account | undefined {
  if (uid !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    const [user, group] = ids.map(({ status, stdout }) => (status === 0 ? Number(stdout) : 0));
    if (user && group) return { uid: user, gid: group };
  }
  throw new StackError(
    'POSTGRES_USER_MISSING',
    'Postgres does not run as root, and there is neither a user postgres nor a user nobody to run it as.',
    'Start as another user than root, or create one: useradd --system postgres',
  );
}

/** Whether the account may pass through every directory above `path` and use it; asked by trying. */
export function canReach(account: Account | undefined, path: string): boolean {
  if (!account) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { ...account, cwd: '/' }).status === 0;
}
