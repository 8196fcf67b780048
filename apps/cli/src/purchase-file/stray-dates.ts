import { dateOf } from '@perennial/clv';

/** A day far from all others, on which few rows are: maybe its year is mistyped. */
export interface StrayDate {
  /** The first row of that day. */
  readonly line: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly rows: number;
  /** The day nearest to it that is not far off, YYYY-MM-DD. */
  readonly nearest: string;
  readonly daysApart: number;
}

interface DayOfFile {
  readonly day: number;
  readonly line: number;
  rows: number;
}

/** Below this many days nobody can tell how time passes in a file. */
const DAYS_NEEDED = 10;
/** At either end, how many of the rows may be strays: 1 in 100, or one. */
const ROWS_OF_A_STRAY = 100;
/** Days without a row that are nothing yet. */
const QUIET_DAYS = 60;
/** Longer than the longest quiet time in the midst of the file, so many times. */
const TIMES_AS_QUIET = 5;

/** The days of a file, to find those that do not belong. */
export class DaysOfFile {
  private readonly days = new Map<number, DayOfFile>();
  private rows = 0;

  /** @param day days since 1970-01-01 */
  note(day: number, line: number): void {
    const known = this.days.get(day);
    if (known) known.rows += 1;
    else this.days.set(day, { day, line, rows: 1 });
    this.rows += 1;
  }

  /** The first and last days, where a time much longer than any before lies between them and all others. By date. */
  strays(): StrayDate[] {
    const sorted = [...this.days.values()].sort((a, b) => a.day - b.day);
    const few = Math.max(1, Math.floor(this.rows / ROWS_OF_A_STRAY));
    const [from, to] = [withinRows(sorted, few), sorted.length - 1 - withinRows(sorted.toReversed(), few)];
    if (to - from + 1 < DAYS_NEEDED) return [];
    const gapBefore = (i: number) => sorted[i]!.day - sorted[i - 1]!.day;
    let usual = 0;
    for (let i = from + 1; i <= to; i++) usual = Math.max(usual, gapBefore(i));
    const isLong = (gap: number) => gap >= Math.max(QUIET_DAYS, TIMES_AS_QUIET * usual);
    const first = lastIndex(from, 1, (i) => isLong(gapBefore(i)));
    let after = to + 1;
    while (after < sorted.length && !isLong(gapBefore(after))) after++;
    return [
      ...sorted.slice(0, first).map((each) => strayOf(each, sorted[first]!)),
      ...sorted.slice(after).map((each) => strayOf(each, sorted[after - 1]!)),
    ];
  }
}

/** How many of the days are of the first rows, so many of them at most. */
function withinRows(days: readonly DayOfFile[], most: number): number {
  let rows = 0;
  return days.findIndex((day) => (rows += day.rows) > most);
}

/** The last index from `from` down to `least` of which it holds; 0 where there is none. */
function lastIndex(from: number, least: number, holds: (index: number) => boolean): number {
  for (let i = from; i >= least; i--) if (holds(i)) return i;
  return 0;
}

function strayOf({ day, line, rows }: DayOfFile, nearest: DayOfFile): StrayDate {
  return { line, date: dateOf(day), rows, nearest: dateOf(nearest.day), daysApart: Math.abs(day - nearest.day) };
}
