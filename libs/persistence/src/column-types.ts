import pg from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;

/** One-dimensional array literal of values that need no quoting, such as `{1,2,NULL}`. */
function plainArray<T>(literal: string, element: (text: string) => T): (T | null)[] {
  const body = literal.slice(1, -1);
  return body === '' ? [] : body.split(',').map((text) => (text === 'NULL' ? null : element(text)));
}

const keepText = (text: string): string => text;

const parsers = new Map<number, (text: string) => unknown>([
  [INT8, BigInt],
  [INT8_ARRAY, (literal) => plainArray(literal, BigInt)],
  // A calendar date has no zone: as a `Date` it would be midnight of whatever zone the process happens to run in.
  [DATE, keepText],
  [DATE_ARRAY, (literal) => plainArray(literal, keepText)],
]);

/** How this project reads columns, handed to its own pools only: other users of the driver in the process are not touched. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
};
