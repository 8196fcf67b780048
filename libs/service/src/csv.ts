import { Readable } from 'node:stream';

import { StreamableFile } from '@nestjs/common';

export type CsvField = string | number | bigint | boolean | null;

/** One record of a CSV file (RFC 4180). Null is an empty field; numbers stand as they are, below 0 too. */
export function csvLine(fields: readonly CsvField[]): string {
  return `${fields.map((field) => (typeof field === 'string' ? csvText(field) : String(field ?? ''))).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula gets an apostrophe in front: then it is text. */
function csvText(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** An answer that is downloaded as a file and written as it is read. @param lines the header first */
export function csvFile(name: string, lines: AsyncIterable<string> | Iterable<string>): StreamableFile {
  return new StreamableFile(Readable.from(lines, { objectMode: false }), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: `attachment; filename="${name}"`,
  });
}
