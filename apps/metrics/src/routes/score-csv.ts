import { csvLine, type CsvField } from '@perennial/service';

import type { ReportedGroup } from '../domain/score-report.js';
import type { ScoreReport } from './read-score-report.js';

const CHANGE = ['change', 'change.low', 'change.high'];

/** The groups as CSV, or the whole where there are none. @param columns fields of the figure that are numbers */
export function* scoreCsv<Column extends string>(
  columns: readonly Column[],
  { whole, groups }: ScoreReport<Readonly<Record<Column, number | null>>>,
): Generator<string> {
  yield csvLine(['group', 'suppressed', ...columns, ...columns.map((column) => `previous.${column}`), ...CHANGE]);
  for (const each of groups ?? [{ group: null, ...whole }]) yield groupLine(columns, each);
}

function groupLine<Column extends string>(
  columns: readonly Column[],
  { group, figure, before }: ReportedGroup<Readonly<Record<Column, number | null>>>,
): string {
  const fields = (each: typeof figure): CsvField[] => columns.map((column) => each?.[column] ?? null);
  const change = before?.change;
  return csvLine([
    group,
    figure === undefined,
    ...fields(figure),
    ...fields(before?.figure),
    ...[change?.value ?? null, change?.low ?? null, change?.high ?? null],
  ]);
}
