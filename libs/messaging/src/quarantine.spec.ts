import type { LogRecord } from './event-log.js';
import { sizeOf } from './packed-records.js';
import { copyOf } from './quarantine.js';

const MIB = 1_048_576;
const place = { topic: 'commerce.review', partition: 2 };
const by = { service: 'probe', topicPrefix: 'p.' };
const refusal = { reason: 'NOT_JSON' as const, detail: 'no JSON' };
const record = (change: Partial<LogRecord>): LogRecord => ({
  offset: 7n,
  timestamp: '0',
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  headers: { trace: 'a' },
  ...change,
});
const copy = (change: Partial<LogRecord>) => copyOf({ ...place, record: record(change), refusal }, by);

describe('the copy of a refused record', () => {
  it('is whole up to 4 MiB, key and headers included', () => {
    const headers = { trace: 'a'.repeat(2 * MIB) };
    const key = Buffer.alloc(MIB + 1);
    const whole = copy({ key, headers });
    expect(whole.key).toBe(key);
    expect(whole.headers).toMatchObject({
      ...headers,
      perennial_reason: 'NOT_JSON',
      '__connect.errors.topic': 'p.commerce.review',
      '__connect.errors.offset': '7',
    });
  });

  it.each([
    ['headers', { headers: { trace: 'a'.repeat(6 * MIB) } }, { perennial_headers_bytes: String(6 * MIB + 15) }],
    ['a key', { key: Buffer.alloc(6 * MIB) }, { perennial_key_bytes: String(6 * MIB) }],
    ['both', { key: Buffer.alloc(3 * MIB), headers: { trace: 'a'.repeat(3 * MIB) } }, {}],
  ])('stays below the 5 MiB its topic takes when %s would not, and says what was cut', (_what, change, said) => {
    const cut = copy(change);
    expect(sizeOf(cut)).toBeLessThan(5 * MIB);
    expect(cut.key?.length).toBe(Math.min(record(change).key?.length ?? 0, MIB));
    expect(cut.headers).toMatchObject({ perennial_reason: 'NOT_JSON', ...said });
  });

  it('keeps the headers when only the key is too long', () => {
    expect(copy({ key: Buffer.alloc(6 * MIB) }).headers).toMatchObject({ trace: 'a' });
  });
});
