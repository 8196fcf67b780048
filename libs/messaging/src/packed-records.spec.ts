import fc from 'fast-check';

import type { OutgoingRecord } from './event-log.js';
import { packRecords, unpackRecords } from './packed-records.js';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const header = fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 }));
const record = fc.record({
  topic: fc.oneof(fc.constantFrom('a', 'b', 'ü'), fc.string({ minLength: 1 })),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('__proto__')), header, {
    noNullPrototype: true,
  }),
});

const plain = ({ topic, key, value, headers }: OutgoingRecord): OutgoingRecord => ({ topic, key, value, headers });

describe('packed records', () => {
  it('come back as they were, with null keys, tombstones and repeated headers', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        expect(unpackRecords(packRecords(records)).map(plain)).toEqual(records);
        expect(unpackRecords(packRecords(unpackRecords(packRecords(records), 'demo.'))).map(plain)).toEqual(
          records.map((each) => ({ ...each, topic: `demo.${each.topic}` })),
        );
      }),
    );
  });

  it('take text as UTF-8', () => {
    const [one] = unpackRecords(packRecords([{ topic: 't', key: null, value: null, headers: { name: 'ü' } }]));
    expect(one?.headers.name).toEqual(Buffer.from('ü'));
  });

  it('are read as version 1 had them', () => {
    const field = (bytes: string) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), Buffer.from(bytes)]);
    const none = Buffer.from([255, 255, 255, 255]);
    const headers = [Buffer.from([0, 0, 0, 2]), field('a'), field('1'), field('a'), none];
    const first = [field('topic'), field('key'), field('value'), ...headers];
    const second = [field('other'), none, none, Buffer.from([0, 0, 0, 0])];
    expect(unpackRecords(Buffer.concat([Buffer.from([1]), ...first, ...second])).map(plain)).toEqual([
      {
        topic: 'topic',
        key: Buffer.from('key'),
        value: Buffer.from('value'),
        headers: { a: [Buffer.from('1'), Buffer.alloc(0)] },
      },
      { topic: 'other', key: null, value: null, headers: {} },
    ]);
  });

  it('hold no more memory than twice their bytes, however few they are', () => {
    for (const length of [1, 900, 1_500, 5_000, 100_000]) {
      const packed = packRecords([{ topic: 't', key: null, value: Buffer.alloc(length), headers: {} }]);
      expect(packed.buffer.byteLength).toBeLessThanOrEqual(2 * packed.length);
    }
  });

  it('refuse bytes of another version, and those that end too early', () => {
    expect(() => unpackRecords(Buffer.from([3]))).toThrow(/version 3/);
    const packed = packRecords([{ topic: 't', key: Buffer.from('key'), value: null, headers: {} }]);
    expect(() => unpackRecords(packed.subarray(0, -1))).toThrow(RangeError);
    // A body of less than no bytes, and a topic that no record has named before.
    expect(() => unpackRecords(Buffer.from([2, 0, 2, 0x74, 7]))).toThrow(RangeError);
    expect(() => unpackRecords(Buffer.from([2, 2, 0]))).toThrow(RangeError);
    // Of two topics that of number -1.
    expect(() => unpackRecords(Buffer.from([2, 0, 2, 0x74, 0, 0, 2, 0x75, 0, 1, 0]))).toThrow(RangeError);
  });
});
