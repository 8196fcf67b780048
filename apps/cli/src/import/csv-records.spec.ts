import { Readable } from 'node:stream';

import fc from 'fast-check';

import { csvBatches, csvRecords } from './csv-records.js';

async function records(text: string | Buffer, pieceSize = 1 << 16) {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  const all = [];
  for await (const record of csvRecords(pieces())) all.push(record);
  return all;
}

describe('csvRecords', () => {
  it('names the line each record starts on, over empty lines and line breaks inside quotes', async () => {
    expect(await records('a,b\r\n1,2\r\n\r\n"x\ny",3\r\n4,5')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', '2'] },
      { line: 4, cells: ['x\ny', '3'] },
      { line: 6, cells: ['4', '5'] },
    ]);
  });

  it('costs only its own record when a quote is broken', async () => {
    const wrong = expect.stringContaining('quote');
    expect(await records('a,b\n"q"z,6\n7,8\n"open,1\n9,10\n11,12\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: [], problem: wrong },
      { line: 3, cells: ['7', '8'] },
      { line: 4, cells: [], problem: wrong },
      { line: 5, cells: ['9', '10'] },
      { line: 6, cells: ['11', '12'] },
    ]);
  });

  it('gives up on a quote that is still open after 200 lines, and loses no line after it', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => `${i},x`);
    const found = await records(['a,b', '"open,1', ...many].join('\n'));
    expect(found).toHaveLength(1002);
    expect(found[1]).toMatchObject({ line: 2, cells: [] });
    expect(found.at(-1)).toEqual({ line: 1002, cells: ['999', 'x'] });
  });

  it('drops a byte-order mark', async () => {
    expect(await records(Buffer.from('\ufeffa,b\n'))).toEqual([{ line: 1, cells: ['a', 'b'] }]);
  });

  it('reads the same however the bytes are cut, also inside a character', async () => {
    const text = 'ä,"b ""c"""\né,1\n"x\nß",2\n';
    const whole = await records(text);
    expect(whole[0]?.cells).toEqual(['ä', 'b "c"']);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (size) => {
        expect(await records(text, size)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['a;b;"c,d,e,f"\n1;2;3,5\n', ['1', '2', '3,5']],
    ['a\tb\n1,5\t2;5\n', ['1,5', '2;5']],
    ['a,b\n1,2\n', ['1', '2']],
    ['a\n1,2\n', ['1', '2']],
  ])('finds out what separates the cells of %j', async (text, cells) => {
    const batches = [];
    for await (const batch of csvBatches(Readable.from([Buffer.from(text)]), 'detect')) batches.push(...batch);
    expect(batches[1]?.cells).toEqual(cells);
  });
});
