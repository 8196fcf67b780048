import { JsonLog } from './log.js';

function logged(act: (log: JsonLog) => void, level: 'debug' | 'info' = 'info'): string[] {
  const lines: string[] = [];
  act(new JsonLog('ledger', level, (line) => lines.push(line)));
  return lines;
}

describe('the log', () => {
  it('writes one JSON object a line with time, level, service, message and fields', () => {
    const [line] = logged((log) => log.info('started', { offset: 12n }));
    expect(line).toMatch(/}\n$/);
    expect(JSON.parse(line ?? '')).toEqual({
      time: expect.stringMatching(/Z$/),
      level: 'info',
      service: 'ledger',
      message: 'started',
      offset: '12',
    });
  });

  it('escapes every control character, so that text cannot forge a line or colour a terminal', () => {
    const [line] = logged((log) => log.warn('a\nb\u001b[31m\u009b\u2028\u202e'));
    expect(line?.slice(0, -1)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line ?? '').message).toBe('a\nb\u001b[31m\u009b\u2028\u202e');
  });

  it('leaves out what is below its level', () => {
    expect(logged((log) => log.debug('detail'))).toEqual([]);
    expect(logged((log) => log.debug('detail'), 'debug')).toHaveLength(1);
  });

  it('shows an error with its name, words and frames', () => {
    const [line] = logged((log) => log.error('failed', { cause: new TypeError('no such thing') }));
    expect(JSON.parse(line ?? '').cause).toMatchObject({
      error: 'TypeError',
      detail: 'no such thing',
      stack: expect.arrayContaining([expect.stringContaining('log.spec')]),
    });
  });
});
