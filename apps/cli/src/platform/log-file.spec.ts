import { lastMessage } from './log-file.js';

describe('lastMessage', () => {
  it('is the last error of a log of JSON lines, whatever came after it', () => {
    const log = [
      '{"level":"info","message":"starting"}',
      '{"level":"error","message":"LEDGER_PORT: expected a number"}',
      '{"level":"info","message":"stopped"}',
    ].join('\n');
    expect(lastMessage(log)).toBe('LEDGER_PORT: expected a number');
  });

  it('is the last line that is not part of a stack trace, where there are no JSON lines', () => {
    expect(lastMessage('Error: Cannot find module x\n    at load (a.js:1:1)\n\nNode.js v20.20.2\n')).toBe(
      'Error: Cannot find module x',
    );
    expect(lastMessage('')).toBeUndefined();
  });
});
