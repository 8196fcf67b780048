import { createReadStream, statSync } from 'node:fs';

import { currencies } from '@perennial/contracts';

import { UserError } from '../user-error.js';
import { columnMap } from './column-map.js';
import { orderRows } from './order-rows.js';
import type { Columns, Reading } from './order-rows.js';

/** A history to import: the file, and how to read it. */
export interface ImportPlan {
  readonly file: string;
  readonly bytes: number;
  readonly reading: Reading;
  /** Last day the models see, YYYY-MM-DD; absent: the last day of the file. */
  readonly clvCutoff?: string;
}

/** `customer=customer_id,date=date,amount=amount_usd` @throws UserError saying what is missing or unknown */
export function parseColumns(text: string): Columns {
  const columns = columnMap(text, ['customer', 'date', 'amount']);
  const of = (key: string) => columns.get(key) ?? '';
  return { customer: of('customer'), date: of('date'), amount: of('amount') };
}

/** Decimal digits of a currency. @throws UserError when there is no such currency */
export function digitsOf(currency: string): number {
  const digits = currencies.get(currency);
  if (digits === undefined) {
    throw new UserError(`"${currency}" is not a currency code of ISO 4217. For example: --currency USD`);
  }
  return digits;
}

/** @throws UserError when the text is not a day */
export function parseDay(option: string, text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
  if (!isDay) throw new UserError(`${option}: "${text}" is not a day like 1998-06-30`);
  return text;
}

/** Looks at the file before anything is started. @throws UserError when it cannot be read or lacks a column */
export async function checkedPlan(plan: Omit<ImportPlan, 'bytes'>): Promise<ImportPlan> {
  const stats = statSync(plan.file, { throwIfNoEntry: false });
  if (!stats) throw new UserError(`There is no file ${plan.file}`);
  if (!stats.isFile()) throw new UserError(`${plan.file} is not a file`);
  const csv = createReadStream(plan.file);
  try {
    for await (const _row of orderRows(csv, plan.reading)) break;
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${plan.file}: ${error.message}`);
    throw error instanceof Error && 'code' in error
      ? new UserError(`${plan.file} cannot be read: ${error.message}`)
      : error;
  } finally {
    csv.destroy();
  }
  return { ...plan, bytes: stats.size };
}
