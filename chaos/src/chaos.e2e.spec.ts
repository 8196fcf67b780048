import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { EmbeddedStack } from '@perennial/stack';

import { bugs } from './gate/bugs.js';
import { failpoints } from './patches/failpoints.js';
import { checkPatches } from './patches/patch.js';
import type { Verdict } from './verdict.js';
import { workspaceRoot } from './workspace.js';

const script = (name: string) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));

interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function run(name: string, args: readonly string[]): Promise<Ended> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [script(name), ...args], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

const chaos = (...args: readonly string[]) => run('main', args);
const gate = (...args: readonly string[]) => run('gate/main', args);

describe('a very short run', () => {
  it('kills 3 times, finds nothing lost, doubled or different, and says so in one document', async () => {
    const { stdout, stderr } = await chaos('--seed', '5', '--kills', '3', '--minutes', '0.2', '--json');
    expect(stderr).toBe('');
    const { schedule, dataDir, ...verdict } = JSON.parse(stdout) as Verdict;
    rmSync(schedule);
    if (dataDir !== undefined) await EmbeddedStack.discard(dataDir);
    // How fast they are back depends on what else the machine does.
    expect(verdict).toMatchObject({ failures: [], kills: 3, seed: 5, programme: 'travel-club', histories: 18 });
    expect(verdict.firstDifference).toBeUndefined();
    expect(verdict.fates.applied).toBeGreaterThan(100);
    expect(verdict.fates['no effect']).toBeGreaterThan(0);
    expect(verdict.members).toBeGreaterThan(18);
    expect(verdict.statementsChecked).toBeGreaterThan(20);
    expect(verdict.recovery.each).toHaveLength(3);
  }, 300_000);

  it('ends a process at once whose patch no longer fits, and names the patch', async () => {
    const register = new URL('../dist/patches/register.js', import.meta.url).href;
    const patch = { file: 'libs/messaging/dist/chunk.js', find: 'no such line', replace: '' };
    const started = promisify(execFile)(process.execPath, ['--import', register, '-e', 'console.log("started")'], {
      env: { ...process.env, CHAOS_PATCHES: JSON.stringify([patch]) },
    });
    await expect(started).rejects.toThrow(/chunk\.js has 0 times what a patch replaces once: no such line/);
  });

  it('says what is wrong with its options, and starts nothing', async () => {
    const { code, stdout, stderr } = await chaos('--kills', 'many');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--kills must be a whole number from 0 to 10000, not many');
  });
});

describe('the planted bugs', () => {
  it.each(bugs.map((bug) => [bug.number, bug.name, bug.patches] as const))(
    'fit the files they change: %d, %s',
    (_number, _name, patches) => {
      expect(() => checkPatches(workspaceRoot, [...failpoints, ...patches])).not.toThrow();
    },
  );

  it('are chosen by their numbers', async () => {
    const { code, stdout, stderr } = await gate('--only', '17');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--only takes numbers from 1 to 16, not 17');
  });
});
