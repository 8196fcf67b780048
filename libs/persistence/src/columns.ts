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

/** A `text[]` or `jsonb[]`: whatever the text contains. */
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

/** A `timestamptz[]` of milliseconds since 1970. */
export function instantColumn<Row>(rows: readonly Row[], valueOf: (row: Row) => number | null | undefined): string {
  return plainColumn(rows, (row) => {
    const at = valueOf(row);
    return at === null || at === undefined ? null : instantText(at);
  });
}

const DAY_MS = 86_400_000;
const DAYS_REMEMBERED = 5_000;
/** What comes before the time in an instant of each day: many instants are of few days. */
const days = new Map<number, string>();

/** As `Date.toISOString` writes it, in a fraction of its time. */
function instantText(at: number): string {
  const whole = Math.trunc(at);
  const day = Math.floor(whole / DAY_MS);
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
    if (days.size === DAYS_REMEMBERED) days.clear();
    days.set(day, text);
  }
  const ms = whole - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${text}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.${String(ms % 1_000).padStart(3, '0')}Z`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
