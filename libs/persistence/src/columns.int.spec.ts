import { freshDatabase } from '@perennial/testing';
import fc from 'fast-check';

import { bytesColumn, instantColumn, jsonArray, jsonColumn, plainColumn, textColumn } from './columns.js';

describe('columns of rows', () => {
  const texts = [
    '',
    'a',
    'ö€😀',
    '"',
    '\\',
    '\\"{},',
    'null',
    'NULL',
    ' ',
    '\n\t',
    "'",
    '{"a":"\\"b"}',
    null,
    undefined,
  ];

  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const CONTROL = Array.from({ length: 0x1f }, (_, index) => String.fromCharCode(index + 1)).join('');

  it('come out of the database as they went in, whatever is in them', async () => {
    const database = await freshDatabase('columns');
    try {
      const [row] = await database.db.query<Record<string, unknown>>(
        `select $1::text[] as texts, $2::int8[] as numbers, $3::boolean[] as flags, $4::uuid[] as ids,
                array(select (extract(epoch from at) * 1000)::float8 from unnest($5::timestamptz[]) at) as instants,
                array(select data ->> 'a' from unnest(${jsonArray('$6')}) data) as json, $7::bytea[] as bytes`,
        [
          textColumn(texts, (text) => text),
          plainColumn([1, 2n ** 62n, null, undefined], (number) => number),
          plainColumn([true, false, null], (flag) => flag),
          plainColumn(['00000000-0000-0000-0000-000000000001'], (id) => id),
          instantColumn([0, 1_797_000_000_123, 253_402_300_799_999, null], (at) => at),
          jsonColumn([...texts, CONTROL], (text) => (text === undefined ? null : JSON.stringify({ a: text }))),
          bytesColumn([everyByte, Buffer.of(), Buffer.of(0)]),
        ],
      );
      expect(row).toEqual({
        texts: texts.map((text) => text ?? null),
        numbers: [1n, 2n ** 62n, null, null],
        flags: [true, false, null],
        ids: ['00000000-0000-0000-0000-000000000001'],
        instants: [0, 1_797_000_000_123, 253_402_300_799_999, null],
        json: [...texts, CONTROL].map((text) => text ?? null),
        bytes: [everyByte, Buffer.of(), Buffer.of(0)],
      });
    } finally {
      await database.drop();
    }
  });

  it('of JSON may all be null', async () => {
    const database = await freshDatabase('columns');
    try {
      for (const rows of [[1], [1, 2], [1, 2, 3]]) {
        const found = await database.db.query(
          `select number, data from unnest($1::int8[], ${jsonArray('$2')}) as row (number, data)`,
          [plainColumn(rows, String), jsonColumn(rows, () => null)],
        );
        expect(found).toEqual(rows.map((number) => ({ number: BigInt(number), data: null })));
      }
    } finally {
      await database.drop();
    }
  });

  it('of instants are what the database makes of their text, from November of 4714 BC to the last of 9999', async () => {
    const database = await freshDatabase('columns');
    const instants = fc.oneof(
      fc.integer({ min: -210_866_803_200_000, max: 253_402_300_799_999 }),
      fc.double({ min: -1e12, max: 1e13, noNaN: true }),
      fc.constantFrom(0, -1, 946_684_799_999, 946_684_800_000, 946_684_800_001),
      fc.constant(null),
    );
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(instants, { maxLength: 50 }), async (some) => {
          const texts = some.map((at) => (at === null ? null : textOf(at)));
          const [row] = await database.db.query<{ same: boolean }>(
            `select $1::timestamptz[] is not distinct from $2::text[]::timestamptz[] as same`,
            [instantColumn(some, (at) => at), textColumn(texts, (text) => text)],
          );
          expect(row?.same).toBe(true);
        }),
        { numRuns: 200 },
      );
    } finally {
      await database.drop();
    }
  });

  it('of no rows are empty', async () => {
    const database = await freshDatabase('columns');
    try {
      const [row] = await database.db.query(
        `select cardinality($1::int8[]) + cardinality($2::text[]) + cardinality($3::timestamptz[]) + cardinality($4::bytea[]) as values,
                (select count(*)::int4 from unnest($1::int8[], $3::timestamptz[], $4::bytea[]) as row) as rows`,
        [plainColumn([], String), textColumn([], String), instantColumn([], Number), bytesColumn([])],
      );
      expect(row).toEqual({ values: 0, rows: 0 });
    } finally {
      await database.drop();
    }
  });
});

/** To the millisecond, towards 1970, as a `Date` has it; years before 1 as the database wants them. */
function textOf(at: number): string {
  const text = new Date(at).toISOString();
  const year = new Date(at).getUTCFullYear();
  return year > 0 ? text : `${String(1 - year).padStart(4, '0')}${text.slice(text.indexOf('-', 1))} BC`;
}
