import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beginLog, lastMessage } from './log-file.js';

describe('lastMessage', () => {
  it('is the last error of a log of JSON lines with its cause, whatever came after it', () => {
    const log = [
      '{"level":"info","message":"starting"}',
      '{"level":"error","message":"fatal: the process ends","cause":{"error":"PortTaken","detail":"port 3001 is taken"}}',
      '{"level":"info","message":"stopped"}',
    ].join('\n');
    expect(lastMessage(log)).toBe('fatal: the process ends: port 3001 is taken');
  });

  it('is the error Node names when it crashes', () => {
    const crash =
      'file.js:3\n throw x\n\nError: Cannot find module x\n    at load (a.js:1:1) {\n  code: 1\n}\n\nNode.js v20.20.2\n';
    expect(lastMessage(crash)).toBe('Error: Cannot find module x');
  });

  it('is all that a program said that ended in order', () => {
    expect(lastMessage('wrong settings:\n  A is missing\n  B is no port\n')).toBe(
      'wrong settings:\n  A is missing\n  B is no port',
    );
    expect(lastMessage('')).toBeUndefined();
  });
});

describe('beginLog', () => {
  it('keeps the log of the run before, and none older', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-log-'));
    for (const run of ['first', 'second', 'third']) {
      beginLog(join(folder, 'ledger.log'));
      writeFileSync(join(folder, 'ledger.log'), run);
    }
    expect(readdirSync(folder)).toEqual(['ledger.log', 'ledger.previous.log']);
    expect(readFileSync(join(folder, 'ledger.previous.log'), 'utf8')).toBe('second');
    rmSync(folder, { recursive: true });
  });
});
