import { hiddenParts, type Part } from './suppression.js';

/** People who are in a line and a column of a table, such as a group and a segment. In each of their lines they are in one column. */
export interface TableCell<Line, Column> extends Part {
  readonly line: Line;
  readonly column: Column;
}

/** What is hidden of a table: every cell of these lines, and every cell of these columns. */
export interface HiddenOfTable<Line, Column> {
  readonly lines: ReadonlySet<Line>;
  readonly columns: ReadonlySet<Column>;
}

/** A line or a column that is shown. */
interface Shown<Key> extends Part {
  readonly key: Key;
}

/**
 * Which lines and columns of a table are to be hidden, so that no cell of fewer than `minimum` people can be worked out from the
 * others, though the sums of lines and of columns are told elsewhere, each hidden as `hiddenParts` says.
 *
 * All that is hidden is taken for one line and one column. The cells of that smaller table can be worked out, so each of them has to
 * be of `minimum` people or more, or of nobody. While some are of fewer, the line or the column is hidden, too, that has the fewest
 * people for each of those cells that grow by it. Behind them each cell may be one of several numbers; but only where the answer
 * does not say which cells are of nobody: whoever tells of a table tells of all hidden cells alike.
 *
 * @param cells those that are not given are of nobody
 * @param whole everybody by column, once whatever their lines
 */
export function hiddenOfTable<Line, Column>(
  cells: readonly TableCell<Line, Column>[],
  whole: readonly Shown<Column>[],
  minimum: number,
): HiddenOfTable<Line, Column> {
  const all = linesOf(cells);
  const lines = new Set([...hiddenParts(all, minimum)].map(({ key }) => key));
  const columns = new Set([...hiddenParts(whole, minimum)].map(({ key }) => key));
  for (;;) {
    const few = fewOf(cells, { lines, columns }, minimum);
    const line = cheapest(
      all.filter(({ key }) => !lines.has(key)),
      few.map((cell) => cell.line),
    );
    const column = cheapest(
      whole.filter(({ key }) => !columns.has(key)),
      few.map((cell) => cell.column),
    );
    if (line && (!column || line.cost < column.cost)) lines.add(line.key);
    else if (column) columns.add(column.key);
    else return { lines, columns };
  }
}

/** What costs the fewest people for each cell that grows by hiding it. @param few where those cells are; undefined: in what is hidden, which grows by any */
function cheapest<Key>(
  shown: readonly Shown<Key>[],
  few: readonly (Key | undefined)[],
): { readonly key: Key; readonly cost: number } | undefined {
  const cellsOf = new Map<Key | undefined, number>();
  for (const key of few) cellsOf.set(key, (cellsOf.get(key) ?? 0) + 1);
  let best: { readonly key: Key; readonly cost: number } | undefined;
  for (const { key, n } of shown) {
    const cost = n / ((cellsOf.get(key) ?? 0) + (cellsOf.get(undefined) ?? 0));
    if (cost < (best?.cost ?? Infinity)) best = { key, cost };
  }
  return best;
}

function linesOf<Line, Column>(cells: readonly TableCell<Line, Column>[]): Shown<Line>[] {
  const lines = new Map<Line, { key: Line; n: number; alone: number }>();
  for (const { line: key, n, alone = n } of cells) {
    const line = lines.get(key) ?? { key, n: 0, alone: 0 };
    lines.set(key, line);
    line.n += n;
    line.alone += alone;
  }
  return [...lines.values()];
}

/** The cells of fewer people, with what is hidden as one line and one column: those whose line or column is undefined. */
function fewOf<Line, Column>(
  cells: readonly TableCell<Line, Column>[],
  hidden: HiddenOfTable<Line, Column>,
  minimum: number,
): { readonly line: Line | undefined; readonly column: Column | undefined }[] {
  const sums = new Map<Line | undefined, Map<Column | undefined, { n: number; people: number }>>();
  for (const cell of cells) {
    const line = hidden.lines.has(cell.line) ? undefined : cell.line;
    const column = hidden.columns.has(cell.column) ? undefined : cell.column;
    const ofLine = sums.get(line) ?? new Map<Column | undefined, { n: number; people: number }>();
    const sum = ofLine.get(column) ?? { n: 0, people: 0 };
    sums.set(line, ofLine.set(column, sum));
    sum.n += cell.n;
    // Who is in a line that is shown as well follows from nothing.
    sum.people += line === undefined ? (cell.alone ?? cell.n) : cell.n;
  }
  return [...sums].flatMap(([line, ofLine]) =>
    [...ofLine].flatMap(([column, { n, people }]) => (n > 0 && people < minimum ? { line, column } : [])),
  );
}
