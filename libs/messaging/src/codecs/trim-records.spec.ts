import { createRequire } from 'node:module';

import { MAX_VALUE_BYTES } from '@perennial/contracts';

import { RecordTrimmer } from './trim-records.js';

const require = createRequire(import.meta.url);
interface Fields {
  offsetDelta: number;
  timestampDelta: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string>;
}
/** The client's own reader and writer of records. */
const encode = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (fields: Fields) => { buffer: Buffer };

function records(...list: Partial<Fields>[]): Buffer {
  const defaults = { timestampDelta: 3_000_000, key: Buffer.from('k'), value: Buffer.from('v'), headers: { a: 'b' } };
  return Buffer.concat(list.map((fields, offsetDelta) => encode({ offsetDelta, ...defaults, ...fields }).buffer));
}

function trim(bytes: Buffer, pieceBytes: number): Buffer {
  const trimmer = new RecordTrimmer();
  for (let at = 0; at < bytes.length; at += pieceBytes) trimmer.push(bytes.subarray(at, at + pieceBytes));
  return trimmer.end();
}

describe('trimming the records of a batch', () => {
  it.each([1, 2, 7, 100_000])('changes nothing below the limit, in pieces of %d bytes', (pieceBytes) => {
    const bytes = records(
      {},
      { key: null, value: null },
      { value: Buffer.alloc(300, 'x'), headers: {} },
      { key: Buffer.alloc(0) },
    );
    expect(trim(bytes, pieceBytes).equals(bytes)).toBe(true);
  });

  it('keeps a value of exactly the limit, and of a larger one the limit and one byte', () => {
    const limit = records({ value: Buffer.alloc(MAX_VALUE_BYTES, 'x') }, {});
    expect(trim(limit, 65_536).equals(limit)).toBe(true);
    const bomb = records({ value: Buffer.alloc(3 * MAX_VALUE_BYTES, 'x') }, {});
    const trimmed = records({ value: Buffer.alloc(MAX_VALUE_BYTES + 1, 'x') }, {});
    expect(trim(bomb, 65_536).equals(trimmed)).toBe(true);
  });

  it('cuts keys and drops headers that would fill the memory', () => {
    const bomb = records(
      { key: Buffer.alloc(2 * MAX_VALUE_BYTES) },
      { headers: { h: 'x'.repeat(2 * MAX_VALUE_BYTES) } },
      {},
    );
    const trimmed = records({ key: Buffer.alloc(MAX_VALUE_BYTES) }, { headers: {} }, {});
    expect(trim(bomb, 65_536).equals(trimmed)).toBe(true);
  });

  it('refuses records that are cut off', () => {
    expect(() => trim(records({}).subarray(0, -1), 10)).toThrow(/cut off/);
  });
});
