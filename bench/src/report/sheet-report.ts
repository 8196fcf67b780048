import { figureText, type Sheet } from '../benchmarks/sheet.js';
import { median } from './statistics.js';
import { aligned, roundsText } from './text.js';

/** A figure over the rounds. In JSON, one that is not there, or has no bound, is null. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface SheetReport {
  readonly title: string;
  readonly rounds: number;
  readonly columns: readonly string[];
  readonly lines: readonly SheetLine[];
  readonly notes: readonly string[];
}

interface SheetLine {
  readonly name: string;
  readonly says: string;
  /** Of what does not count there are none. */
  readonly figures: Readonly<Record<string, Spread>>;
  readonly wrong?: string;
}

export function sheetReportOf({ title, columns, lines, notes }: Sheet): SheetReport {
  return {
    title,
    rounds: lines[0]?.rounds.length ?? 0,
    columns,
    lines: lines.map(({ name, says, rounds }): SheetLine => {
      const wrong = rounds.find((round) => round.wrong !== undefined)?.wrong;
      if (wrong !== undefined) return { name, says, figures: {}, wrong };
      const spreads = columns.map((column) => [column, spreadOf(rounds.map(({ figures }) => figures[column] ?? NaN))]);
      return { name, says, figures: Object.fromEntries(spreads) as Record<string, Spread> };
    }),
    notes,
  };
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

export function sheetTableOf({ title, rounds, columns, lines, notes }: SheetReport): string {
  const cell = (spread: Spread | undefined): string => {
    const { median: middle, lowest, highest } = spread ?? { median: NaN, lowest: NaN, highest: NaN };
    const [low, high] = [figureText(lowest), figureText(highest)];
    return low === high ? figureText(middle) : `${figureText(middle)} (${low}–${high})`;
  };
  const rows = lines.map(({ name, figures }) => [name, ...columns.map((column) => cell(figures[column]))]);
  const wrong = lines.flatMap((line) =>
    line.wrong === undefined ? [] : [`  ${line.name} does not count: ${line.wrong}`],
  );
  const told = notes.map((note) => `  ${note}`);
  return [`${title}, ${roundsText(rounds)}`, ...aligned([['', ...columns], ...rows]), ...wrong, ...told].join('\n');
}
