import type { StreamableFile } from '@nestjs/common';
import { csvTable, type CsvField } from '@perennial/service';

import type { ReportedGroup } from '../domain/score-report.js';
import type { ScoreReport } from './read-score-report.js';

type Numbers<Column extends string> = Readonly<Record<Column, number | null>>;

/** The groups as a CSV file, or the whole where there are none. @param columns fields of the figure that are numbers */
export function scoreCsv<Column extends string>(
  name: string,
  columns: readonly Column[],
  { whole, groups }: ScoreReport<Numbers<Column>>,
): StreamableFile {
  const previous = columns.map((column) => `previous.${column}`);
  const rows = (groups ?? [{ group: null, ...whole }]).map((each) => rowOf(columns, each));
  return csvTable(name, ['group', 'suppressed', ...columns, ...previous, 'change', 'change.low', 'change.high'], rows);
}

function rowOf<Column extends string>(
  columns: readonly Column[],
  { group, figure, before }: ReportedGroup<Numbers<Column>>,
): Record<string, CsvField> {
  const fields = (prefix: string, each: typeof figure) =>
    Object.fromEntries(columns.map((column) => [`${prefix}${column}`, each?.[column] ?? null]));
  const change = before?.change;
  return {
    ...{ group, suppressed: figure === undefined, ...fields('', figure), ...fields('previous.', before?.figure) },
    ...{ change: change?.value ?? null, 'change.low': change?.low ?? null, 'change.high': change?.high ?? null },
  };
}
