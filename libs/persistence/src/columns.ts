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

/** A `bytea[]`, as the server keeps it: in an array's text every byte takes two characters, which one side writes and the other reads. */
export function bytesColumn(values: readonly Buffer[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + INT + value.length, 0);
  const column = emptyArray(BYTEA, values.length, bytes);
  let at = ARRAY_HEAD;
  for (const value of values) {
    at = column.writeInt32BE(value.length, at);
    at += value.copy(column, at);
  }
  return column;
}

/**
 * A `timestamptz[]` of milliseconds since 1970, as the server keeps it: as text it is twice as long, which one side writes and the other reads.
 *
 * @throws RangeError for what is no instant of a `Date`
 */
export function instantColumn<Row>(rows: readonly Row[], valueOf: (row: Row) => number | null | undefined): Buffer {
  const column = emptyArray(TIMESTAMPTZ, rows.length, rows.length * (INT + INSTANT));
  let at = ARRAY_HEAD;
  for (const row of rows) {
    const instant = valueOf(row);
    if (instant === null || instant === undefined) {
      at = column.writeInt32BE(NULL_LENGTH, at);
      continue;
    }
    if (!(Math.abs(instant) <= LAST_INSTANT)) throw new RangeError(`${instant} is no instant`);
    at = column.writeInt32BE(INSTANT, at);
    at = column.writeBigInt64BE(BigInt(Math.trunc(instant) - YEAR_2000) * 1_000n, at);
  }
  return column.subarray(0, at);
}

/** The head of an array of one dimension: dimensions, whether one of its values may be null, type, length, first index. */
function emptyArray(type: number, length: number, bytes: number): Buffer {
  const array = Buffer.allocUnsafe(ARRAY_HEAD + bytes);
  for (const [index, value] of [1, 1, type, length, 1].entries()) array.writeInt32BE(value, index * INT);
  return array;
}

const INT = 4;
const ARRAY_HEAD = 5 * INT;
const NULL_LENGTH = -1;
/** Numbers of types, the same in every Postgres (pg_type.dat). */
const BYTEA = 17;
const TIMESTAMPTZ = 1184;
/** Of an instant: microseconds since 2000. */
const INSTANT = 8;
const YEAR_2000 = Date.UTC(2000);
/** The last and, below 0, the first of a `Date`. */
const LAST_INSTANT = 8.64e15;

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
