import { createHash } from 'node:crypto';

import { UserError } from '../user-error.js';
import { csvRecords } from './csv-records.js';
import { toMinorUnits } from './minor-units.js';
import type { AmountProblem } from './minor-units.js';
import { momentReader } from './moment.js';
import { RepeatCounter } from './repeat-counter.js';

/** Which column of the file holds what. */
export interface Columns {
  readonly customer: string;
  readonly date: string;
  readonly amount: string;
}

/** One order of a shop's history. */
export interface Order {
  /** The same for the same row in every run, so that importing a file twice changes nothing. Order id and event id. */
  readonly id: string;
  readonly customerId: string;
  /** Milliseconds since 1970; orders of one customer and moment are 1 ms apart, in the order of the file. */
  readonly at: number;
  /** Calendar day in the programme's time zone, YYYY-MM-DD. */
  readonly day: string;
  readonly totalMinor: number;
}

export type Row =
  | { readonly ok: true; readonly line: number; readonly order: Order }
  | { readonly ok: false; readonly line: number; readonly reason: string };

export interface Reading {
  readonly columns: Columns;
  readonly currency: string;
  /** Decimal digits of the currency: USD 2, JPY 0. */
  readonly digits: number;
  readonly timeZone: string;
  /** Milliseconds since 1970; what lies more than a day ahead of it is a mistake of the file. */
  readonly now: number;
}

const DAY_MS = 86_400_000;
const LONGEST_ID = 255;

/**
 * The rows of a CSV file with a header line, one after the other and in the order of the file, whatever its size.
 *
 * @throws UserError when a wanted column is missing, or there is no header
 */
export async function* orderRows(csv: AsyncIterable<Buffer>, reading: Reading): AsyncGenerator<Row> {
  const toOrder = orderReader(reading);
  let header: Header | undefined;
  for await (const { line, cells, problem } of csvRecords(csv)) {
    if (!header) header = readHeader(cells, reading.columns);
    else if (problem !== undefined) yield { ok: false, line, reason: problem };
    else if (cells.length > header.width) yield { line, ok: false, reason: moreThan(header.width, cells.length) };
    else yield { line, ...toOrder(header.customer(cells), header.date(cells), header.amount(cells)) };
  }
  if (!header) throw new UserError('The file is empty: it needs a header line with the names of its columns.');
}

type Outcome = { readonly ok: true; readonly order: Order } | { readonly ok: false; readonly reason: string };

/** Turns the three cells of a row into an order. Remembers which customers it saw at which moments. */
export function orderReader(reading: Reading): (customer: string, date: string, amount: string) => Outcome {
  const readMoment = momentReader(reading.timeZone);
  const repeats = new RepeatCounter();
  const { currency, digits, now } = reading;
  return (customer, date, amount) => {
    const problem = customerProblem(customer);
    if (problem !== undefined) return wrong(problem);
    const moment = readMoment(date);
    if (!moment) return wrong(`${quoted(date)} is not a date; expected YYYY-MM-DD or an ISO 8601 instant`);
    if (moment.at < 0) return wrong(`${quoted(date)} lies before 1970`);
    if (moment.at > now + DAY_MS) return wrong(`${quoted(date)} lies in the future`);
    const money = toMinorUnits(amount, digits);
    if ('problem' in money) return wrong(amountReason(money.problem, amount, currency, digits));

    const before = repeats.next(`${moment.name}\0${customer}`);
    return {
      ok: true,
      order: {
        id: orderId(customer, moment.name, before + 1),
        customerId: customer,
        at: moment.at + before,
        day: moment.day,
        totalMinor: money.minor,
      },
    };
  };
}

/** Readable while it fits; a digest of the same text where a very long customer id leaves no room. */
function orderId(customer: string, moment: string, ordinal: number): string {
  const readable = `${customer}/${moment}/${ordinal}`;
  return readable.length <= LONGEST_ID ? readable : createHash('sha256').update(readable, 'utf8').digest('hex');
}

function customerProblem(customer: string): string | undefined {
  if (customer === '') return 'no customer';
  if (customer.length > LONGEST_ID) return `the customer is longer than ${LONGEST_ID} characters`;
  if (/[\u0000-\u001f\u007f-\u009f]/u.test(customer)) return 'the customer contains control characters';
  if (customer.includes('\ufffd')) return 'the customer is not UTF-8 text';
  return undefined;
}

function amountReason(problem: AmountProblem, amount: string, currency: string, digits: number): string {
  switch (problem) {
    case 'not-a-decimal':
      return `${quoted(amount)} is not an amount; expected a decimal number like ${digits === 0 ? '1500' : `12.${'50'.padEnd(digits, '0').slice(0, digits)}`}`;
    case 'negative':
      return `${quoted(amount)} is negative; an order's amount is 0 or more`;
    case 'too-precise':
      return `${quoted(amount)} has more decimals than ${currency} has (${digits})`;
    case 'too-large':
      return `${quoted(amount)} is too large`;
  }
}

const wrong = (reason: string): Outcome => ({ ok: false, reason });

/** A cell as it stands in the file, short enough for one line of a terminal. */
const quoted = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** Of an amount with a comma, for example, the rest would be lost. */
const moreThan = (columns: number, cells: number): string =>
  `it has ${cells} cells, and the header names ${columns} columns; a cell with a comma in it needs quotes`;

interface Header {
  /** How many columns there are. */
  readonly width: number;
  readonly customer: (cells: readonly string[]) => string;
  readonly date: (cells: readonly string[]) => string;
  readonly amount: (cells: readonly string[]) => string;
}

function readHeader(names: readonly string[], columns: Columns): Header {
  const missing = Object.values<string>({ ...columns }).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const which = missing.map((name) => JSON.stringify(name)).join(', ');
    throw new UserError(`The file has no column ${which}. It has: ${names.join(', ')}.`);
  }
  const cellOf = (name: string) => {
    const at = names.indexOf(name);
    return (cells: readonly string[]) => cells[at] ?? '';
  };
  return {
    width: names.length,
    customer: cellOf(columns.customer),
    date: cellOf(columns.date),
    amount: cellOf(columns.amount),
  };
}
