import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DirectoryLock } from './directory-lock.js';
import { processIdentity } from './processes.js';

describe('DirectoryLock', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'perennial-lock-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const leaveBehind = (content: string): void => writeFileSync(join(directory, 'lock'), content);

  it('refuses a second holder while the first lives, naming process and directory, and leaves the lock alone', () => {
    DirectoryLock.acquire(directory);
    const second = (): unknown => DirectoryLock.acquire(directory);
    expect(second).toThrow(expect.objectContaining({ code: 'STACK_ALREADY_RUNNING' }));
    expect(second).toThrow(new RegExp(`process ${process.pid}.*${directory}`));
    expect(readdirSync(directory)).toEqual(['lock']);
  });

  it('can be taken again once released', () => {
    DirectoryLock.acquire(directory).release();
    expect(readdirSync(directory)).toEqual([]);
    DirectoryLock.acquire(directory);
  });

  it.each([
    ['whose process is gone', JSON.stringify({ pid: 4_194_304, identity: 'boot/1' })],
    ['whose pid belongs to a later process', JSON.stringify({ pid: process.ppid, identity: 'boot/1' })],
    ['that was half written', '{"pid":'],
  ])('takes over from a holder %s', (_title, content) => {
    leaveBehind(content);
    const lock = DirectoryLock.acquire(directory);
    expect(() => DirectoryLock.acquire(directory)).toThrow('already runs here');
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('does not remove at release what another process has taken over meanwhile', () => {
    const lock = DirectoryLock.acquire(directory);
    leaveBehind(JSON.stringify({ pid: process.ppid, identity: processIdentity(process.ppid) }));
    lock.release();
    expect(() => DirectoryLock.acquire(directory)).toThrow(`process ${process.ppid}`);
  });
});
