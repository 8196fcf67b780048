import { createHash } from 'node:crypto';

import { bucketOf, BUCKETS } from './bucket.js';

describe('bucketOf', () => {
  it('never changes: stored rows carry it', () => {
    expect(['c-1', '1901', 'ö€😀', ''].map(bucketOf)).toEqual([759, 363, 315, 944]);
  });

  it('is the first two bytes of SHA-256 of the UTF-8 text, modulo 1024', () => {
    const hex = createHash('sha256').update(Buffer.from('ö€😀', 'utf8')).digest('hex');
    expect(bucketOf('ö€😀')).toBe(Number.parseInt(hex.slice(0, 4), 16) % 1024);
  });

  it('spreads 100,000 consecutive ids over all 1024 buckets, none with twice its share', () => {
    const sizes = new Array<number>(BUCKETS).fill(0);
    for (let n = 0; n < 100_000; n++) {
      const bucket = bucketOf(`c-${n}`);
      sizes[bucket] = (sizes[bucket] ?? 0) + 1;
    }
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThan((2 * 100_000) / BUCKETS);
  });
});
