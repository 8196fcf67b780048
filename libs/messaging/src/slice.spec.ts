import { encodeStructured, purchaseCompleted, reviewPublished, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import type { LogRecord } from './event-log.js';
import { halves, isRefused, sliceEntries, type ChunkPlan } from './slice.js';

const NOW = new Date('2026-02-01T00:00:00Z');
const slicing = { topicPrefix: 'p.', partition: 3, now: NOW, maxEvents: 1_000, maxBytes: 1_000_000 };

function record(event: Envelope | string, offset: number): LogRecord {
  if (typeof event === 'string') {
    return { offset: BigInt(offset), key: null, value: Buffer.from(event), headers: {}, timestamp: '0' };
  }
  const { key, value, headers } = encodeStructured(event);
  return { offset: BigInt(offset), key: Buffer.from(key), value, headers, timestamp: '0' };
}
const records = (...events: (Envelope | string)[]): LogRecord[] => events.map(record);
const slice = (list: readonly LogRecord[], start = 0, change: Partial<typeof slicing> = {}) =>
  sliceEntries('p.commerce.review', list, start, { ...slicing, ...change });

describe('slicing', () => {
  const review = anEvent(reviewPublished, { id: 'a', data: { reviewId: 'r-1', rating: 5 } });

  it('takes at most the number and the bytes of a chunk, and one record whatever its size', () => {
    const list = records(anEvent(reviewPublished), anEvent(reviewPublished), anEvent(reviewPublished));
    expect(slice(list, 0, { maxEvents: 2 })).toMatchObject({ end: 2 });
    expect(slice(list, 2, { maxEvents: 2 })).toMatchObject({ end: 3 });
    expect(slice(list, 0, { maxBytes: 1 })).toMatchObject({ end: 1 });
  });

  it('keeps an equal repeat of an identity in the chunk', () => {
    expect(slice(records(review, review, { ...review, traceparent: '00-1' })).end).toBe(3);
  });

  it.each([
    ['an identity with other data', { ...review, data: { ...review.data, rating: 1 } }],
    ['an identity with another time', { ...review, time: '2026-01-06T00:00:00Z' }],
    ['a business key under another identity', { ...review, id: 'b' }],
  ])('ends the chunk before %s', (_what, rival) => {
    const list = records(review, anEvent(reviewPublished), rival);
    expect(slice(list).end).toBe(2);
    expect(slice(list, 2).end).toBe(3);
  });

  it('sets aside what is no event, without ending the chunk', () => {
    const { entries, end } = slice(records(review, '{', anEvent(purchaseCompleted)));
    expect(end).toBe(3);
    expect(entries.map((entry) => (isRefused(entry) ? entry.refusal.reason : 'event'))).toEqual([
      'event',
      'NOT_JSON',
      'WRONG_TOPIC',
    ]);
  });

  it('leaves out what ends a key of a compacted topic, and refuses it on any other', () => {
    const tombstone: LogRecord = { offset: 1n, key: Buffer.from('c-7'), value: null, headers: {}, timestamp: '0' };
    const on = (topic: string) => sliceEntries(`p.${topic}`, [tombstone], 0, slicing);
    expect(on('loyalty.clv')).toEqual({ entries: [], bytes: 0, end: 1 });
    expect(on('loyalty.tier').entries).toMatchObject([{ refusal: { reason: 'NOT_A_CLOUDEVENT' } }]);
  });
});

describe('halves', () => {
  const plan = (count: number): ChunkPlan => ({
    topic: 'commerce.review',
    partition: 0,
    from: 10n,
    next: 100n,
    bytes: 0,
    // Every third offset: between records there may be some that nobody sees.
    entries: Array.from({ length: count }, (_, n) => ({
      partition: 0,
      record: record('x', 12 + 3 * n),
      refusal: { reason: 'NOT_JSON' as const, detail: '' },
    })),
  });

  it('cover the whole chunk without a gap', () => {
    const [left, right] = halves(plan(5));
    expect([left.from, left.next, right.from, right.next]).toEqual([10n, 18n, 18n, 100n]);
    expect([left.entries.length, right.entries.length]).toEqual([2, 3]);
  });

  it('need two records', () => {
    expect(() => halves(plan(1))).toThrow(RangeError);
  });
});
