import { freshDatabase } from '@perennial/testing';

import { instantColumn, plainColumn, textColumn } from './columns.js';

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

  it('come out of the database as they went in, whatever is in them', async () => {
    const database = await freshDatabase('columns');
    try {
      const [row] = await database.db.query<Record<string, unknown>>(
        `select $1::text[] as texts, $2::int8[] as numbers, $3::boolean[] as flags, $4::uuid[] as ids,
                array(select (extract(epoch from at) * 1000)::float8 from unnest($5::timestamptz[]) at) as instants,
                array(select data ->> 'a' from unnest($6::jsonb[]) data) as json`,
        [
          textColumn(texts, (text) => text),
          plainColumn([1, 2n ** 62n, null, undefined], (number) => number),
          plainColumn([true, false, null], (flag) => flag),
          plainColumn(['00000000-0000-0000-0000-000000000001'], (id) => id),
          instantColumn([0, 1_797_000_000_123, 253_402_300_799_999, null], (at) => at),
          textColumn(texts, (text) => JSON.stringify({ a: text ?? 'none' })),
        ],
      );
      expect(row).toEqual({
        texts: texts.map((text) => text ?? null),
        numbers: [1n, 2n ** 62n, null, null],
        flags: [true, false, null],
        ids: ['00000000-0000-0000-0000-000000000001'],
        instants: [0, 1_797_000_000_123, 253_402_300_799_999, null],
        json: texts.map((text) => text ?? 'none'),
      });
    } finally {
      await database.drop();
    }
  });

  it('of no rows are empty', () => {
    expect([plainColumn([], String), textColumn([], String), instantColumn([], Number)]).toEqual(['{}', '{}', '{}']);
  });
});
