import { UserError } from '../user-error.js';

const example = (needed: readonly string[]) =>
  `For example: --columns ${needed.map((key) => `${key}=${key === 'customer' ? 'customer_id' : key}`).join(',')}`;

/**
 * Reads `customer=customer_id,date=date`: which column of a file holds what.
 *
 * @returns the name of the column by its key, of all that are needed and of those of the others that are given
 * @throws UserError saying what is missing or unknown
 */
export function columnMap(
  text: string,
  needed: readonly string[],
  others: readonly string[] = [],
): ReadonlyMap<string, string> {
  const keys = [...needed, ...others];
  const given = new Map<string, string>();
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const [key, column] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at < 0 || column === '') throw new UserError(`--columns: "${pair}" is not NAME=COLUMN. ${example(keys)}`);
    if (!keys.includes(key))
      throw new UserError(`--columns: "${key}" is not one of ${keys.join(', ')}. ${example(keys)}`);
    if (given.has(key)) throw new UserError(`--columns: "${key}" is given twice.`);
    given.set(key, column);
  }
  const missing = needed.filter((key) => !given.has(key)).join(', ');
  if (missing !== '') throw new UserError(`--columns: ${missing} is missing. ${example(keys)}`);
  return given;
}
