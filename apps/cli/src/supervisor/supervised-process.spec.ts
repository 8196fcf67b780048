import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { SupervisedProcess } from './supervised-process.js';

describe('SupervisedProcess', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-supervisor-'));
  const logFile = join(folder, 'out.log');
  let readiness: Server;
  let readyUrl: () => string;
  /** The process that the readiness server speaks for: the running one, unless a test says otherwise. */
  let answering = (): number | undefined => undefined;
  let running: SupervisedProcess | undefined;

  beforeAll(async () => {
    readiness = createServer((_, answer) => answer.end(JSON.stringify({ pid: answering() }))).listen(0, '127.0.0.1');
    await new Promise((resolve) => readiness.once('listening', resolve));
    readyUrl = () => `http://127.0.0.1:${(readiness.address() as AddressInfo).port}/health/ready`;
  });
  afterEach(() => running?.stop());
  afterAll(() => {
    readiness.close();
    rmSync(folder, { recursive: true });
  });

  function supervise(code: string) {
    const script = join(folder, `${Math.random()}.mjs`);
    writeFileSync(script, code);
    const seen: (string | number)[] = [];
    const pids: number[] = [];
    let starts = 0;
    answering = () => pids.at(-1);
    const supervised = new SupervisedProcess(
      { script, cwd: folder, env: () => ({ ...process.env, START: String((starts += 1)) }), logFile, readyUrl },
      {
        started: (pid) => pids.push(pid),
        ready: () => seen.push('ready'),
        died: ({ code, signal }, restartInMs) => seen.push(`died ${code ?? signal}, again in ${restartInMs} ms`),
      },
    );
    running = supervised;
    supervised.start();
    return { supervised, seen, pids };
  }

  async function until(condition: () => boolean) {
    for (const end = Date.now() + 20_000; !condition(); await sleep(20)) {
      if (Date.now() > end) throw new Error('waited 20 s in vain');
    }
  }

  it('starts a process again that was killed, with a new process id, and says both', async () => {
    const { seen, pids } = supervise('setInterval(() => {}, 1000)');
    await until(() => seen.includes('ready'));
    process.kill(pids[0]!, 'SIGKILL');
    await until(() => seen.length === 3);
    expect(seen).toEqual(['ready', 'died SIGKILL, again in 500 ms', 'ready']);
    expect(new Set(pids).size).toBe(2);
  });

  it('pauses longer each time while a process keeps dying, and keeps what it wrote', async () => {
    const { seen } = supervise('console.log("start", process.env.START); process.exit(3)');
    await until(() => seen.filter((what) => what !== 'ready').length >= 2);
    expect(seen.filter((what) => what !== 'ready').slice(0, 2)).toEqual([
      'died 3, again in 500 ms',
      'died 3, again in 1000 ms',
    ]);
    expect(readFileSync(logFile, 'utf8')).toContain('start 1\nstart 2\n');
  });

  it('does not start again what it was told to stop', async () => {
    const { supervised, seen, pids } = supervise('setInterval(() => {}, 1000)');
    await until(() => seen.includes('ready'));
    await supervised.stop();
    expect(() => process.kill(pids[0]!, 0)).toThrow('ESRCH');
    await sleep(700);
    expect(pids).toHaveLength(1);
    expect(seen).toEqual(['ready']);
  });

  it('does not start again after the pause in which it was told to stop', async () => {
    const { supervised, pids } = supervise('process.exit(3)');
    await until(() => pids.length === 2);
    await sleep(300);
    const before = pids.length;
    await supervised.stop();
    await sleep(1_200);
    expect(pids).toHaveLength(before);
  });
});
