import { figureText, type Limit, type Sheet } from '../benchmarks/sheet.js';
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
  readonly limits: readonly LimitReport[];
}

/** Whether a limit was met; null: there is no figure that counts. */
export type LimitReport = Limit & { readonly met: boolean | null };

interface SheetLine {
  readonly name: string;
  readonly says: string;
  /** Of what does not count there are none. */
  readonly figures: Readonly<Record<string, Spread>>;
  readonly wrong?: string;
}

export function sheetReportOf({ title, columns, lines: measured, notes, limits = [] }: Sheet): SheetReport {
  const lines = measured.map(({ name, says, rounds }): SheetLine => {
    const wrong = rounds.find((round) => round.wrong !== undefined)?.wrong;
    if (wrong !== undefined) return { name, says, figures: {}, wrong };
    const spreads = columns.map((column) => [column, spreadOf(rounds.map(({ figures }) => figures[column] ?? NaN))]);
    return { name, says, figures: Object.fromEntries(spreads) as Record<string, Spread> };
  });
  return {
    title,
    rounds: measured[0]?.rounds.length ?? 0,
    columns,
    lines,
    notes,
    limits: limits.map((limit) => ({ ...limit, met: isMet(limit, medianOf(lines, limit)) })),
  };
}

const medianOf = (lines: readonly SheetLine[], { line, column }: Limit): number =>
  lines.find(({ name }) => name === line)?.figures[column]?.median ?? NaN;

function isMet(limit: Limit, figure: number): boolean | null {
  if (Number.isNaN(figure)) return null;
  return 'below' in limit ? figure < limit.below : figure >= limit.atLeast;
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

export function sheetTableOf({ title, rounds, columns, lines, notes, limits }: SheetReport): string {
  const cell = (spread: Spread | undefined): string => {
    const { median: middle, lowest, highest } = spread ?? { median: NaN, lowest: NaN, highest: NaN };
    const [low, high] = [figureText(lowest), figureText(highest)];
    return low === high ? figureText(middle) : `${figureText(middle)} (${low}–${high})`;
  };
  const rows = lines.map(({ name, figures }) => [name, ...columns.map((column) => cell(figures[column]))]);
  const wrong = lines.flatMap((line) =>
    line.wrong === undefined ? [] : [`  ${line.name} does not count: ${line.wrong}`],
  );
  const held = limits.map(
    (limit) => `  ${limitText(limit)}: ${figureText(medianOf(lines, limit))}, ${verdictOf(limit)}`,
  );
  const told = notes.map((note) => `  ${note}`);
  return [`${title}, ${roundsText(rounds)}`, ...aligned([['', ...columns], ...rows]), ...wrong, ...held, ...told].join(
    '\n',
  );
}

function limitText(limit: Limit): string {
  const bound = 'below' in limit ? `below ${figureText(limit.below)}` : `at least ${figureText(limit.atLeast)}`;
  return `${limit.line}, ${limit.column} ${bound}`;
}

function verdictOf({ met }: LimitReport): string {
  if (met === null) return 'not measured';
  return met ? 'met' : 'NOT MET';
}
