import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { newDraft } from './draft.js';
import { canReach, type Account } from './postgres-account.js';
import { REACHABLE_DIR, type PostgresBinaries } from './postgres-binaries.js';
import { StackError } from './stack-error.js';

/** The role that owns the server. */
export const OWNER = 'postgres';

export interface ClusterOptions {
  /** Absolute, without symbolic links. Postgres' own directory is `postgres` in it, or linked from there. */
  readonly dataDir: string;
  readonly onStep: (text: string) => void;
  /** false: what was written is not forced to disk before it counts. */
  readonly durable: boolean;
}

/** Where the cluster is or was, without preparing anything. */
export function existingDirectory(dataDir: string): string | undefined {
  const path = join(dataDir, 'postgres');
  return existsSync(path) ? realpathSync(path) : undefined;
}

/**
 * `postgres` in the data directory; where the account cannot get there (data below /root), a directory that it can reach,
 * with `postgres` as a link to it.
 */
export function clusterDirectory({ dataDir, onStep }: ClusterOptions, account: Account | undefined): string {
  const path = join(dataDir, 'postgres');
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link && !link.isSymbolicLink()) return path;
  if (link && existsSync(path)) return realpathSync(path);
  if (canReach(account, dataDir)) return path;
  rmSync(path, { force: true }); // a link to data that somebody removed
  const elsewhere = join(REACHABLE_DIR, `data-${randomBytes(4).toString('hex')}`, 'postgres');
  mkdirSync(dirname(elsewhere), { recursive: true, mode: 0o711 });
  onStep(`Keeping Postgres' data in ${elsewhere}: it does not run as root and cannot enter ${dataDir}`);
  return elsewhere;
}

/** The owner's password, kept readable by its owner only; made up when the cluster is. */
export function ownerPassword(dataDir: string, clusterExists: boolean): string {
  const file = join(dataDir, 'owner-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (clusterExists) {
    throw new StackError(
      'POSTGRES_PASSWORD_MISSING',
      `There is Postgres data in ${dataDir}, but the file owner-password that opens it is gone.`,
      `Put it back, or remove ${dataDir} to start without data.`,
    );
  }
  const password = randomBytes(18).toString('hex');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Makes a new cluster beside its place and renames it, so that a start killed here can be repeated. */
export async function initialise(
  options: ClusterOptions,
  account: Account | undefined,
  binaries: PostgresBinaries,
  directory: string,
  password: string,
): Promise<void> {
  options.onStep('Preparing a new Postgres database cluster');
  const draft = newDraft(directory);
  const passwordFile = `${draft}.password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
    await promisify(execFile)(
      binaries.initdb,
      [
        ...[
          '-D',
          draft,
          '-U',
          OWNER,
          '--auth=scram-sha-256',
          `--pwfile=${passwordFile}`,
          '--encoding=UTF8',
          '--locale=C',
        ],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(options.durable ? [] : ['--no-sync'])],
      ],
      { cwd: draft, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, ...account },
    );
    renameSync(draft, directory);
    const path = join(options.dataDir, 'postgres');
    if (path !== directory) symlinkSync(directory, path);
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new StackError(
      'POSTGRES_START_FAILED',
      `A new Postgres cluster could not be made: ${stderr.trim() || (error instanceof Error ? error.message : String(error))}`,
      `Check that there is room and that ${dirname(directory)} can be written.`,
      { cause: error },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
