import { digestOf, positionFor, type Watermark } from './watermark.js';

const at = { topic: 'commerce.purchase', partition: 0 };
const digest = Buffer.alloc(16, 7);
const watermark = (next: bigint, last?: bigint): Watermark => ({
  ...at,
  next,
  ...(last === undefined ? {} : { last: { offset: last, digest } }),
});
const bounds = (earliest: bigint, end: bigint) => ({ partition: 0, earliest, end });

describe('positionFor', () => {
  it.each([
    [
      'begins with the oldest record of a partition it never saw',
      undefined,
      bounds(40n, 90n),
      false,
      { kind: 'read', offset: 40n },
    ],
    ['goes on at the watermark', watermark(50n, 49n), bounds(0n, 90n), true, { kind: 'read', offset: 50n }],
    [
      'compares the last record applied once per process',
      watermark(50n, 48n),
      bounds(0n, 90n),
      false,
      { kind: 'read', offset: 48n, check: { offset: 48n, digest } },
    ],
    [
      'has nothing to compare when retention took the last record',
      watermark(50n, 48n),
      bounds(50n, 90n),
      false,
      { kind: 'read', offset: 50n },
    ],
    ['goes on when the whole log is applied', watermark(90n), bounds(90n, 90n), false, { kind: 'read', offset: 90n }],
  ] as const)('%s', (_title, mark, limits, known, expected) => {
    expect(positionFor(mark, limits, known)).toEqual(expected);
  });

  it('halts when retention passed records that were not applied, and names them', () => {
    expect(positionFor(watermark(50n, 49n), bounds(53n, 90n), true)).toMatchObject({
      kind: 'truncated',
      missing: { from: 50n, until: 53n },
      detail: expect.stringContaining('50 to 52'),
    });
  });

  it('halts when the log ends before the watermark', () => {
    expect(positionFor(watermark(50n, 49n), bounds(0n, 49n), true)).toMatchObject({
      kind: 'truncated',
      missing: { from: 49n, until: 50n },
    });
  });
});

describe('digestOf', () => {
  const record = { offset: 1n, timestamp: '5', key: Buffer.from('k'), value: Buffer.from('v'), headers: { a: 'b' } };

  it.each([
    ['offset', { offset: 2n }],
    ['instant', { timestamp: '6' }],
    ['key', { key: null }],
    ['value', { value: Buffer.from('') }],
    ['headers', { headers: { a: ['b', 'b'] } }],
  ])('differs by %s', (_what, change) => {
    expect(digestOf({ ...record, ...change })).not.toEqual(digestOf(record));
    expect(digestOf({ ...record })).toEqual(digestOf(record));
  });

  it('tells an absent key from an empty one', () => {
    expect(digestOf({ ...record, key: null })).not.toEqual(digestOf({ ...record, key: Buffer.alloc(0) }));
  });
});
