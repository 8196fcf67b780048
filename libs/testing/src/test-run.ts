import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { EmbeddedStack, StackError } from '@perennial/stack';

import { DATA_DIR_PREFIX, ownStack } from './own-stack.js';
import { STACK_VARIABLE, type TestStack } from './test-stack.js';

type Backend = 'auto' | 'containers' | 'embedded';

let end: (() => Promise<void>) | undefined;

/**
 * Starts the servers of a run of integration tests, once, before the first spec. `TEST_BACKEND` chooses: `containers`
 * or `embedded` and nothing else, or `auto` (default), which takes containers where Docker can give them.
 *
 * @param say told in one line what is used, and why not the other
 */
export async function startTestRun(say: (line: string) => void): Promise<void> {
  const backend = chosenBackend();
  const started = backend === 'embedded' ? await startEmbedded() : await containersOr(backend, say);
  end = started.end;
  process.env[STACK_VARIABLE] = JSON.stringify(started.stack);
  // After Ctrl-C Jest ends without its teardown.
  for (const [name, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.once(name, () => void endTestRun().finally(() => process.exit(code)));
  }
}

/** Ends what `startTestRun` started, and removes its data. */
export async function endTestRun(): Promise<void> {
  await end?.();
  end = undefined;
}

interface Started {
  readonly stack: TestStack;
  readonly end: () => Promise<void>;
}

function chosenBackend(): Backend {
  const value = process.env['TEST_BACKEND'] || 'auto';
  if (value === 'auto' || value === 'containers' || value === 'embedded') return value;
  throw new Error(`TEST_BACKEND is ${JSON.stringify(value)}; it must be auto, containers or embedded`);
}

async function containersOr(backend: 'auto' | 'containers', say: (line: string) => void): Promise<Started> {
  try {
    const { startContainers } = await import('./containers.js'); // slow to load, and needed here only
    const started = await startContainers();
    say('Integration tests run on containers (Docker).');
    return started;
  } catch (error) {
    if (backend === 'containers') throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    say(`Integration tests run on the embedded stack: ${reason}`);
    return startEmbedded();
  }
}

async function startEmbedded(): Promise<Started> {
  await discardAbandoned();
  const { stack, end } = await ownStack();
  return { stack: { brokers: stack.brokers, postgresUrl: stack.postgresUrl }, end };
}

const YOUNG_MS = 60_000;

/** A run that was killed leaves its servers and their data; nobody else would ever end them. */
async function discardAbandoned(): Promise<void> {
  const parent = dirname(DATA_DIR_PREFIX);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(basename(DATA_DIR_PREFIX))) continue;
    const dataDir = join(parent, name);
    try {
      // One made this moment may not be locked yet.
      if (Date.now() - statSync(dataDir).mtimeMs > YOUNG_MS) await EmbeddedStack.discard(dataDir);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const othersBusiness = error instanceof StackError || code === 'EACCES' || code === 'EPERM' || code === 'ENOENT';
      if (!othersBusiness) throw error;
    }
  }
}
