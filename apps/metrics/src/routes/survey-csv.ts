import type { StreamableFile } from '@nestjs/common';
import { csvTable, type CsvField } from '@perennial/service';

import { RESPONSE_COLUMNS } from './get-response-rate.route.js';

const FIGURES = ['suppressed', 'answers', 'anonymous', 'n', 'value', 'low', 'high'] as const;
const COLUMNS: readonly string[] = [
  ...['survey', ...FIGURES],
  ...RESPONSE_COLUMNS.map((column) => `responses.${column}`),
];

type Of<Column extends string> = Readonly<Record<'survey' | Column, CsvField>>;

/**
 * A line per survey that was answered, or that somebody was asked to answer: with nothing in the columns of what was not.
 *
 * @param responses of those who were asked
 */
export function surveyCsv(
  surveys: readonly Of<(typeof FIGURES)[number]>[],
  responses: readonly Of<(typeof RESPONSE_COLUMNS)[number]>[],
): StreamableFile {
  const names = [...new Set([...surveys, ...responses].map(({ survey }) => survey))].sort();
  const rows = names.map((survey): Record<string, CsvField> => {
    const answered = surveys.find((each) => each.survey === survey);
    const asked = responses.find((each) => each.survey === survey);
    return {
      survey,
      ...Object.fromEntries(FIGURES.map((column) => [column, answered?.[column] ?? null])),
      ...Object.fromEntries(RESPONSE_COLUMNS.map((column) => [`responses.${column}`, asked?.[column] ?? null])),
    };
  });
  return csvTable('surveys.csv', COLUMNS, rows);
}
