import { instantText } from '@perennial/contracts';

/**
 * Columns of many rows as array parameters, for `unnest($1::uuid[], …)`. The driver can make arrays of values too, but
 * looks at every value to find out what it is: of a thousand rows with twenty columns that is most of the work there is.
 */

/** A `uuid[]`, a `boolean[]`, a number's array: of what needs no quotes. */
export function plainColumn<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => string | number | bigint | boolean | null | undefined,
): string {
  let text = '{';
  for (const row of rows) {
    if (text.length > 1) text += ',';
    text += valueOf(row) ?? 'NULL';
  }
  return `${text}}`;
}

/** A `text[]`: whatever the text contains. */
export function textColumn<Row>(rows: readonly Row[], valueOf: (row: Row) => string | null | undefined): string {
  let text = '{';
  for (const row of rows) {
    if (text.length > 1) text += ',';
    const value = valueOf(row);
    if (value === null || value === undefined) text += 'NULL';
    else text += NEEDS_ESCAPE.test(value) ? `"${value.replace(ESCAPED, '\\$&')}"` : `"${value}"`;
  }
  return `${text}}`;
}

/**
 * JSON documents, for `${jsonArray('$1')}` where a statement wants a `jsonb[]`. In an array's own text every quotation mark
 * would have to be escaped; no JSON text contains the character that stands between these.
 *
 * @param valueOf one line of JSON; null: none
 */
export function jsonColumn<Row>(rows: readonly Row[], valueOf: (row: Row) => string | null | undefined): string {
  let text = '';
  let separator = '';
  for (const row of rows) {
    text += separator;
    text += valueOf(row) ?? '';
    separator = BETWEEN_JSON;
  }
  return text;
}

/** The `jsonb[]` of a parameter that `jsonColumn` made. Of documents that are all null it may be shorter: `unnest` fills it up. */
export function jsonArray(parameter: string): string {
  return `string_to_array(${parameter}::text, chr(${BETWEEN_JSON.charCodeAt(0)}), '')::jsonb[]`;
}

const BETWEEN_JSON = '\u001e';

/** A `timestamptz[]` of milliseconds since 1970. */
export function instantColumn<Row>(rows: readonly Row[], valueOf: (row: Row) => number | null | undefined): string {
  return plainColumn(rows, (row) => {
    const at = valueOf(row);
    return at === null || at === undefined ? null : instantText(at);
  });
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
