import { Readable } from 'node:stream';

import { StreamableFile } from '@nestjs/common';
import { csvText } from '@perennial/figures';

export type CsvField = string | number | bigint | boolean | null;

/** One record of a CSV file (RFC 4180). Null is an empty field; numbers stand as they are, below 0 too. */
export function csvLine(fields: readonly CsvField[]): string {
  return `${fields.map((field) => (typeof field === 'string' ? csvText(field) : String(field ?? ''))).join(',')}\r\n`;
}

/**
 * A table that is downloaded as a CSV file, written as its rows are read: a header, then a line per row.
 *
 * @param columns of the rows, in the order of the file
 */
export function csvTable<Column extends string>(
  name: string,
  columns: readonly Column[],
  rows: CsvRows<Column>,
): StreamableFile {
  return csvFile(name, tableLines(columns, rows));
}

type CsvRow<Column extends string> = Readonly<Record<Column, CsvField>>;
type CsvRows<Column extends string> = Iterable<CsvRow<Column>> | AsyncIterable<CsvRow<Column>>;

async function* tableLines<Column extends string>(
  columns: readonly Column[],
  rows: CsvRows<Column>,
): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const row of rows) yield csvLine(columns.map((column) => row[column]));
}

/** An answer that is downloaded as a file and written as it is read. @param lines the header first */
export function csvFile(name: string, lines: AsyncIterable<string> | Iterable<string>): StreamableFile {
  return new StreamableFile(Readable.from(lines, { objectMode: false }), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: `attachment; filename="${name}"`,
  });
}
