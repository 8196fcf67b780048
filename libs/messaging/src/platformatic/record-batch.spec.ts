import { createRequire } from 'node:module';

import {
  IS_CONTROL,
  IS_TRANSACTIONAL,
  visiblePortions,
  type AbortedTransaction,
  type Portion,
} from './record-batch.js';

interface Fields {
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: Record<string, string | string[]>;
  readonly offsetDelta: number;
  readonly timestampDelta: number;
}
/** The other client's writer of records. */
const encode = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (
  fields: Fields,
) => { buffer: Buffer };
const BASE_TIMESTAMP = 1_767_225_600_000;

interface BatchFields {
  readonly at: number;
  readonly values: readonly (string | Partial<Fields>)[];
  readonly producer?: number;
  readonly attributes?: number;
}

/** A batch as brokers keep it; its checksum, which nobody looks at, is 0. */
function batch({ at, values, producer = -1, attributes = 0 }: BatchFields): Buffer {
  const records = Buffer.concat(
    values.map((value, offsetDelta) => {
      const fields = typeof value === 'string' ? { value: Buffer.from(value) } : value;
      return encode({ offsetDelta, timestampDelta: offsetDelta, key: null, value: null, headers: {}, ...fields })
        .buffer;
    }),
  );
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(at), 0);
  head.writeInt32BE(head.length - 12 + records.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(attributes, 21);
  head.writeInt32BE(values.length - 1, 23);
  head.writeBigInt64BE(BigInt(BASE_TIMESTAMP), 27);
  head.writeBigInt64BE(BigInt(BASE_TIMESTAMP + 60_000), 35);
  head.writeBigInt64BE(BigInt(producer), 43);
  head.writeInt32BE(values.length, 57);
  return Buffer.concat([head, records]);
}

const written = (producer: number, at: number, ...values: string[]): Buffer =>
  batch({ at, values, producer, attributes: IS_TRANSACTIONAL });
const marker = (producer: number, at: number, type: 'abort' | 'commit'): Buffer =>
  batch({
    at,
    values: [{ key: Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]), value: Buffer.alloc(6) }],
    producer,
    attributes: IS_TRANSACTIONAL | IS_CONTROL,
  });
const aborted = (producer: number, from: number): AbortedTransaction => ({
  producerId: BigInt(producer),
  firstOffset: BigInt(from),
});

async function read(bytes: Buffer, transactions: AbortedTransaction[] = [], from = 0n): Promise<Portion[]> {
  const portions: Portion[] = [];
  for await (const portion of visiblePortions(bytes, transactions, from)) portions.push(portion);
  return portions;
}
const valuesOf = (portions: readonly Portion[]): string[] =>
  portions.flatMap(({ records }) => records.map(({ value }) => String(value)));

describe('what a fetch brought', () => {
  it('is seen from the offset that was asked for, up to the last batch that is whole', async () => {
    const whole = Buffer.concat([batch({ at: 10, values: ['a', 'b', 'c'] }), batch({ at: 13, values: ['d'] })]);
    const cut = batch({ at: 14, values: ['e'] }).subarray(0, -1);
    const portions = await read(Buffer.concat([whole, cut]), [], 11n);
    expect(valuesOf(portions)).toEqual(['b', 'c', 'd']);
    expect(portions.map(({ next }) => next)).toEqual([14n]);
    expect(portions[0]?.records.map(({ offset }) => offset)).toEqual([11n, 12n, 13n]);
  });

  it('keeps null apart from empty, and every header as often as it came, also one named __proto__', async () => {
    const headers = { a: ['1', '2'], ['__proto__']: 'x', b: '' };
    const [portion] = await read(
      batch({
        at: 0,
        values: [
          { key: Buffer.alloc(0), value: null, headers },
          { key: null, value: Buffer.alloc(0) },
        ],
      }),
    );
    expect(portion?.records[0]).toMatchObject({ key: Buffer.alloc(0), value: null });
    expect(Object.entries(portion?.records[0]?.headers ?? {})).toEqual([
      ['a', [Buffer.from('1'), Buffer.from('2')]],
      ['__proto__', Buffer.from('x')],
      ['b', Buffer.alloc(0)],
    ]);
    expect(portion?.records[1]).toMatchObject({ key: null, value: Buffer.alloc(0), headers: {} });
  });

  it('has the instants of the producer, or the one instant of the broker where the topic keeps that', async () => {
    const timestamps = async (attributes: number) =>
      (await read(batch({ at: 0, values: ['a', 'b'], attributes })))[0]?.records.map(({ timestamp }) => timestamp);
    expect(await timestamps(0)).toEqual([String(BASE_TIMESTAMP), String(BASE_TIMESTAMP + 1)]);
    expect(await timestamps(0x08)).toEqual([String(BASE_TIMESTAMP + 60_000), String(BASE_TIMESTAMP + 60_000)]);
  });

  it('shows nothing of two aborted transactions of one producer, and all between them', async () => {
    const bytes = Buffer.concat([
      written(7, 0, 'no'),
      marker(7, 1, 'abort'),
      written(7, 2, 'yes'),
      marker(7, 3, 'commit'),
      written(7, 4, 'no'),
      marker(7, 5, 'abort'),
      written(7, 6, 'also'),
      marker(7, 7, 'commit'),
    ]);
    const portions = await read(bytes, [aborted(7, 4), aborted(7, 0)]);
    expect(valuesOf(portions)).toEqual(['yes', 'also']);
    expect(portions.at(-1)?.next).toBe(8n);
  });

  it('shows nothing of an aborted transaction whose marker another fetch will bring', async () => {
    expect(await read(Buffer.concat([written(7, 0, 'no'), written(7, 1, 'no')]), [aborted(7, 0)])).toEqual([
      { next: 2n, records: [] },
    ]);
  });

  it('does not mind a marker whose transaction the broker does not list', async () => {
    const bytes = Buffer.concat([marker(8, 0, 'abort'), written(7, 1, 'no'), marker(7, 2, 'abort')]);
    expect(await read(bytes, [aborted(7, 1)])).toEqual([{ next: 3n, records: [] }]);
  });

  it('shows what others wrote meanwhile, with and without transactions', async () => {
    const bytes = Buffer.concat([
      written(7, 0, 'no'),
      written(8, 1, 'yes'),
      batch({ at: 2, values: ['plain'], producer: 7 }),
      marker(7, 3, 'abort'),
      marker(8, 4, 'commit'),
    ]);
    expect(valuesOf(await read(bytes, [aborted(7, 0)]))).toEqual(['yes', 'plain']);
  });

  it('comes in portions of 8 MiB, the last of which reaches behind the last marker', async () => {
    const big = 'x'.repeat(3 * 1_048_576);
    const bytes = Buffer.concat([
      ...Array.from({ length: 7 }, (_, at) => batch({ at, values: [big] })),
      marker(7, 7, 'commit'),
    ]);
    expect((await read(bytes)).map(({ next, records }) => [next, records.length])).toEqual([
      [3n, 3],
      [6n, 3],
      [8n, 1],
    ]);
  });

  it.each([
    ['a codec nobody knows', batch({ at: 0, values: ['a'], attributes: 5 }), /codec 5/],
    ['a format before 2', Object.assign(batch({ at: 0, values: ['a'] }), { 16: 1 }), /format 1/],
    ['fewer records than it says', Object.assign(batch({ at: 0, values: ['a'] }), { 60: 2 }), /cut off/],
  ])('is refused with %s', async (_what, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });
});
