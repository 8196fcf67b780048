import { freshDatabase } from '@perennial/testing';

import { instantColumn, jsonArray, jsonColumn, plainColumn, textColumn } from './columns.js';

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

  const CONTROL = Array.from({ length: 0x1f }, (_, index) => String.fromCharCode(index + 1)).join('');

  it('come out of the database as they went in, whatever is in them', async () => {
    const database = await freshDatabase('columns');
    try {
      const [row] = await database.db.query<Record<string, unknown>>(
        `select $1::text[] as texts, $2::int8[] as numbers, $3::boolean[] as flags, $4::uuid[] as ids,
                array(select (extract(epoch from at) * 1000)::float8 from unnest($5::timestamptz[]) at) as instants,
                array(select data ->> 'a' from unnest(${jsonArray('$6')}) data) as json`,
        [
          textColumn(texts, (text) => text),
          plainColumn([1, 2n ** 62n, null, undefined], (number) => number),
          plainColumn([true, false, null], (flag) => flag),
          plainColumn(['00000000-0000-0000-0000-000000000001'], (id) => id),
          instantColumn([0, 1_797_000_000_123, 253_402_300_799_999, null], (at) => at),
          jsonColumn([...texts, CONTROL], (text) => (text === undefined ? null : JSON.stringify({ a: text }))),
        ],
      );
      expect(row).toEqual({
        texts: texts.map((text) => text ?? null),
        numbers: [1n, 2n ** 62n, null, null],
        flags: [true, false, null],
        ids: ['00000000-0000-0000-0000-000000000001'],
        instants: [0, 1_797_000_000_123, 253_402_300_799_999, null],
        json: [...texts, CONTROL].map((text) => text ?? null),
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

  it('of no rows are empty', () => {
    expect([plainColumn([], String), textColumn([], String), instantColumn([], Number)]).toEqual(['{}', '{}', '{}']);
  });
});
