import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret that nobody gave, and where it is kept. */
export interface DevelopmentSecret {
  readonly text: string;
  readonly file: string;
}

/**
 * A secret of an installation that was given none: made at its first use, kept in a file that only its user can read. Two
 * processes that start at one moment end up with the same one.
 *
 * @param name of the file in `dataDir`
 */
export function developmentSecret(dataDir: string, name: string, make: () => string): DevelopmentSecret {
  const file = join(dataDir, name);
  const found = readIfThere(file);
  if (found !== undefined) return { text: found, file };
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, make(), { mode: 0o600 });
  try {
    // A link appears whole, and fails where another process was first.
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return { text: readFileSync(file, 'utf8'), file };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean => (error as { readonly code?: unknown } | null)?.code === code;
