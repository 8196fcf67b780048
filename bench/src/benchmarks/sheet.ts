import type { Stage } from './rounds.js';

/** Figures by their names; NaN: there is none. */
export type Figures = Readonly<Record<string, number>>;

export interface SheetRound {
  readonly figures: Figures;
  /** What a check found; with this, none of the figures counts. */
  readonly wrong?: string;
}

/** A benchmark whose results are more than rates: some figures of each of some things. */
export interface Sheet {
  readonly title: string;
  /** Names of the figures with their units, in the order of the table. */
  readonly columns: readonly string[];
  readonly lines: readonly { readonly name: string; readonly says: string; readonly rounds: readonly SheetRound[] }[];
  /** What a reader has to know with the figures. */
  readonly notes: readonly string[];
  /** What the figures are promised to be; said beside them, met or not. */
  readonly limits?: readonly Limit[];
}

/** The median over the rounds of one figure of one line has to be below something, or at least something. */
export type Limit = { readonly line: string; readonly column: string } & (
  { readonly below: number } | { readonly atLeast: number }
);

/** Lines that are measured together, in one run of something. */
export interface Subject {
  readonly lines: readonly { readonly name: string; readonly says: string }[];
  /** One round, of each line. */
  measure(round: number): Promise<readonly SheetRound[]>;
}

/** All subjects, one after the other, round after round. */
export async function sheet(
  { title, columns, notes = [] }: Pick<Sheet, 'title' | 'columns'> & Partial<Pick<Sheet, 'notes'>>,
  subjects: readonly Subject[],
  rounds: number,
  { step }: Stage,
): Promise<Sheet> {
  const groups = subjects.map(({ lines }) => lines.map((line) => ({ ...line, rounds: [] as SheetRound[] })));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const measured = await subject.measure(round);
      for (const [place, line] of (groups[index] ?? []).entries()) {
        const found = measured[place] ?? { figures: {}, wrong: 'it was not measured' };
        line.rounds.push(found);
        step(`${title}, round ${round} of ${rounds}: ${line.name}: ${inWords(found, columns)}`);
      }
    }
  }
  return { title, columns, lines: groups.flat(), notes };
}

function inWords({ figures, wrong }: SheetRound, columns: readonly string[]): string {
  if (wrong !== undefined) return `does not count: ${wrong}`;
  return columns
    .filter((column) => !Number.isNaN(figures[column] ?? NaN))
    .map((column) => `${column} ${figureText(figures[column] ?? NaN)}`)
    .join(', ');
}

/** Three digits at least; of what there is none, a dash. */
export function figureText(value: number): string {
  if (Number.isNaN(value)) return '-';
  if (!Number.isFinite(value)) return '∞';
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
