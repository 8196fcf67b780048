import fc from 'fast-check';

import { packRecords, unpackRecords } from './packed-records.js';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const header = fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 }));
const record = fc.record({
  topic: fc.string({ minLength: 1 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('__proto__')), header, {
    noNullPrototype: true,
  }),
});

describe('packed records', () => {
  it('come back as they were, with null keys, tombstones and repeated headers', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        expect(unpackRecords(packRecords(records))).toEqual(records);
      }),
    );
  });

  it('take text as UTF-8', () => {
    const [one] = unpackRecords(packRecords([{ topic: 't', key: null, value: null, headers: { name: 'ü' } }]));
    expect(one?.headers.name).toEqual(Buffer.from('ü'));
  });

  it('refuse bytes of another version', () => {
    expect(() => unpackRecords(Buffer.from([2]))).toThrow(/version 2/);
  });
});
