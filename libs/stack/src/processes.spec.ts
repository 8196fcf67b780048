import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { endProcess, findProcesses, isRunning, processIdentity, waitForEnd } from './processes.js';

const children: ChildProcess[] = [];

async function start(script: string, ...args: string[]): Promise<number> {
  const child = spawn(
    process.execPath,
    ['-e', `${script}; console.log('up'); setInterval(() => {}, 1000)`, '--', ...args],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  children.push(child);
  await once(child.stdout!, 'data');
  return child.pid!;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('findProcesses', () => {
  it('finds a process by neighbouring arguments, whole ones only, and never the caller', async () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'perennial-processes-')));
    const pid = await start('', '-D', directory);
    expect(findProcesses(['-D', directory])).toEqual([pid]);
    expect(findProcesses(['-D', directory.slice(0, -1)])).toEqual([]);
    expect(findProcesses([directory, '-D'])).toEqual([]);
    expect(findProcesses([process.argv[1]!])).not.toContain(process.pid);
    rmSync(directory, { recursive: true });
  });
});

describe('processIdentity', () => {
  it('stays the same for one process, differs between two, and is gone with the process', async () => {
    const [one, two] = [await start(''), await start('')];
    const identity = processIdentity(one);
    expect(identity).toBeDefined();
    expect(processIdentity(one)).toBe(identity);
    expect(`${two} ${processIdentity(two)}`).not.toBe(`${one} ${identity}`);
    await endProcess(one, 'SIGTERM', 5_000);
    expect(processIdentity(one)).toBeUndefined();
  });
});

describe('endProcess', () => {
  it('kills a process that does not end when asked', async () => {
    const pid = await start(`process.on('SIGTERM', () => {})`);
    await endProcess(pid, 'SIGTERM', 200);
    expect(isRunning(pid)).toBe(false);
  });

  it('does not mind a process that has ended', async () => {
    const pid = await start('');
    await endProcess(pid, 'SIGKILL', 5_000);
    await expect(endProcess(pid, 'SIGTERM', 0)).resolves.toBeUndefined();
    expect(await waitForEnd(pid, 0)).toBe(true);
  });
});
