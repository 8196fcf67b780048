import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedStack, type EmbeddedStackOptions } from '@perennial/stack';

/** Where data directories of tests are, so that a later run finds those of a run that was killed. */
export const DATA_DIR_PREFIX = join(tmpdir(), 'perennial-test-');

/**
 * A stack for one spec alone, for killing its servers: always the embedded one, on ports nobody else has. Commits
 * survive a crash of any process, but not of the machine.
 *
 * @returns the stack, and `end` that stops it and removes its data
 */
export async function ownStack(
  options: Partial<EmbeddedStackOptions> = {},
): Promise<{ stack: EmbeddedStack; dataDir: string; end: () => Promise<void> }> {
  const dataDir = options.dataDir ?? newDataDir();
  const stack = await EmbeddedStack.start({ ports: 'any', durable: false, ...options, dataDir });
  const end = async (): Promise<void> => {
    await stack.stop();
    await EmbeddedStack.discard(dataDir);
  };
  return { stack, dataDir, end };
}

export function newDataDir(): string {
  const dataDir = mkdtempSync(DATA_DIR_PREFIX);
  chmodSync(dataDir, 0o711); // under root another user runs Postgres and must get in
  return dataDir;
}
