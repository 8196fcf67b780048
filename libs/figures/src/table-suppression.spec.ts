import fc from 'fast-check';

import { hiddenOfTable } from './table-suppression.js';

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

/** @param table people by line, by column, nobody in two lines */
function hiddenOf(table: readonly (readonly number[])[], minimum = 10) {
  const cells = table.flatMap((numbers, line) => numbers.map((n, column) => ({ line, column, n })));
  const columns = (table[0] ?? []).map((_, key) => ({ key, n: sum(table.map((line) => line[key] ?? 0)) }));
  const hidden = hiddenOfTable(cells, columns, minimum);
  return { lines: [...hidden.lines].sort(), columns: [...hidden.columns].sort() };
}

describe('what is hidden of a table', () => {
  it('is nothing where every cell is of 10 and more, or of nobody', () => {
    expect(
      hiddenOf([
        [10, 0, 50],
        [60, 70, 80],
      ]),
    ).toEqual({ lines: [], columns: [] });
  });

  it('is with the column of 3 another one, so that they do not follow from the sum of the line', () => {
    const table = [
      [3, 40, 50],
      [60, 30, 80],
    ];
    expect(hiddenOf(table)).toEqual({ lines: [], columns: [0, 1] });
  });

  it('is a line that has few in many columns, rather than these columns', () => {
    const table = [
      [3, 4, 5, 6],
      [15, 20, 12, 11],
      [70, 80, 90, 60],
    ];
    expect(hiddenOf(table)).toEqual({ lines: [0, 1], columns: [] });
  });

  it('is more where those who are in no line that is shown are few, because hidden lines are of the same people', () => {
    const cells = [
      { line: 'app', column: 'new', n: 9, alone: 0 },
      { line: 'chat', column: 'new', n: 9, alone: 0 },
      { line: 'store', column: 'new', n: 30, alone: 25 },
      { line: 'web', column: 'new', n: 60, alone: 50 },
    ];
    const { lines } = hiddenOfTable(cells, [{ key: 'new', n: 90 }], 10);
    expect([...lines]).toEqual(['app', 'chat', 'store']);
  });

  it('leaves of what is shown, and of what is hidden as one line and one column, no cell of 1 to 9', () => {
    const n = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 25 }));
    const line = fc.array(n, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (table) => {
        const { lines, columns } = hiddenOf(table);
        const smaller = new Map<string, number>();
        for (const [at, numbers] of table.entries())
          for (const [column, people] of numbers.entries()) {
            const key = `${lines.includes(at) ? 'hidden' : at} ${columns.includes(column) ? 'hidden' : column}`;
            smaller.set(key, (smaller.get(key) ?? 0) + people);
          }
        const isAll = smaller.size === 1;
        expect([...smaller.values()].every((each) => isAll || each === 0 || each >= 10)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
