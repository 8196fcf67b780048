import { csvLine, csvTable } from './csv.js';

describe('a field of a CSV file', () => {
  it.each([
    ['leaves ordinary text as it is', 'order:o-1', 'order:o-1'],
    ['quotes a comma', 'order:1,2', '"order:1,2"'],
    ['doubles quotes', 'order:"1"', '"order:""1"""'],
    ['quotes a line break', 'order:1\n2', '"order:1\n2"'],
    ['makes text of a formula', '=1+1', "'=1+1"],
    ['makes text of a sum', '+1', "'+1"],
    ['makes text of a difference', '-1', "'-1"],
    ['makes text of a reference', '@a', "'@a"],
    ['makes text of a formula with a comma', '=a,b', '"\'=a,b"'],
    ['leaves a number below 0 a number', -12.5, '-12.5'],
    ['leaves a large whole number whole', -9_007_199_254_740_993n, '-9007199254740993'],
    ['is empty for nothing', null, ''],
  ])('%s', (_title, value, field) => {
    expect(csvLine([value])).toBe(`${field}\r\n`);
  });

  it('is parted from the next by a comma, and the record ended by a line break', () => {
    expect(csvLine(['a', null, 1, false])).toBe('a,,1,false\r\n');
  });
});

describe('a table as a CSV file', () => {
  const textOf = async (...asked: Parameters<typeof csvTable>) =>
    Buffer.concat(
      await csvTable(...asked)
        .getStream()
        .toArray(),
    );

  it('has a header, then of each row the columns in their order, and nothing else of it', async () => {
    const rows = [
      { n: 3, group: '=1+1', more: 'x' },
      { n: null, group: 'a,b', more: 'y' },
    ];
    expect(String(await textOf('t.csv', ['group', 'n'], rows))).toBe(`group,n\r\n'=1+1,3\r\n"a,b",\r\n`);
  });

  it('is only its header without rows', async () => {
    expect(String(await textOf('t.csv', ['group', 'n'], []))).toBe('group,n\r\n');
  });

  it('reads no row before the ones in front of it are on their way', async () => {
    let read = 0;
    async function* rows() {
      for (; read < 100_000; read += 1) yield { n: read };
    }
    const stream = csvTable('t.csv', ['n'], rows()).getStream();
    for await (const _first of stream) break;
    expect(read).toBeLessThan(50_000);
  });
});
