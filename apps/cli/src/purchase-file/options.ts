import { dayNumber } from '@perennial/clv';

import { columnMap } from '../import/column-map.js';
import { UserError } from '../user-error.js';
import type { DecimalMark } from './amount-cell.js';
import { quoted } from './cell.js';
import { FileError } from './file-error.js';
import type { Columns } from './read-rows.js';

/** `customer=customer_id,date=date`. @throws FileError saying what is missing or unknown */
export function columnsOption(text: string, needed: readonly string[], others: readonly string[] = []): Columns {
  try {
    const columns = Object.fromEntries(columnMap(text, needed, others));
    return { ...columns, customer: columns['customer'] ?? '', date: columns['date'] ?? '' };
  } catch (error) {
    throw error instanceof UserError ? new FileError('OPTION_INVALID', error.message) : error;
  }
}

/** Days since 1970-01-01 of a date like 1997-09-30. @throws FileError */
export function dayOption(option: string, text: string): number {
  try {
    return dayNumber(text);
  } catch {
    throw wrongOption(option, text, 'a day like 1997-09-30');
  }
}

/** What stands before decimals. @throws FileError */
export function decimalOption(text: string): DecimalMark {
  if (text === '.' || text === ',') return text;
  throw wrongOption('--decimal', text, '. or ,');
}

export const wrongOption = (option: string, text: string, instead: string): FileError =>
  new FileError('OPTION_INVALID', `${option}: ${quoted(text)} is not ${instead}`);
