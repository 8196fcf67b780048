import { PurchaseLog } from '@perennial/clv';

import { csvBatches, type CsvRecord } from '../import/csv-records.js';
import { amountReader, type DecimalMark } from './amount-cell.js';
import { quoted, type Refusal } from './cell.js';
import { ClvError } from './clv-error.js';
import { dateReader } from './date-cell.js';

/** Which column holds what: the name in the header, or a number from 1. */
export interface ClvColumns {
  readonly customer: string;
  readonly date: string;
  readonly amount?: string;
}

export interface FileReading {
  readonly columns: ClvColumns;
  readonly dateFormat?: string;
  readonly decimal?: DecimalMark;
}

/** What a file of purchases has come to. */
export interface PurchaseFile {
  /** Amounts in ten-thousandths; all 0 where the file has no column of amounts. */
  readonly log: PurchaseLog;
  /** Rows below the header: `orders + returns + withoutCustomer + wrong`. */
  readonly rows: number;
  readonly orders: number;
  readonly returns: number;
  readonly withoutCustomer: number;
  readonly wrong: number;
  /** The first wrong rows. */
  readonly examples: readonly { readonly line: number; readonly reason: string }[];
}

const EXAMPLES = 5;

/** How databases and data frames write that there is none. */
const NOBODY = new Set(['', 'null', 'NULL', 'nan', 'NaN', 'NAN', 'None', 'NA', 'N/A', '<NA>', '\\N']);

/**
 * Reads a CSV file of purchases, one order or return a row, of any size; see `PurchaseLog` for what is kept. What cannot
 * be used is counted and left out.
 *
 * @param onRows called now and then with the rows read so far
 * @throws ClvError when a column is not there, dates or amounts can be read in two ways, or no row can be used
 */
export async function readPurchases(
  csv: AsyncIterable<Uint8Array>,
  reading: FileReading,
  onRows: (rows: number) => void = () => undefined,
): Promise<PurchaseFile> {
  const rows = new PurchaseRows(reading);
  for await (const batch of csvBatches(csv, 'detect')) {
    for (const record of batch) rows.take(record);
    onRows(rows.count);
  }
  return rows.result();
}

/** Where the wanted cells stand. */
interface Places {
  readonly width: number;
  readonly customer: number;
  readonly date: number;
  /** -1: there are no amounts. */
  readonly amount: number;
}

class PurchaseRows {
  count = 0;
  private places: Places | undefined;
  private readonly log = new PurchaseLog();
  private readonly readDate: ReturnType<typeof dateReader>;
  private readonly readAmount: ReturnType<typeof amountReader>;
  private orders = 0;
  private returns = 0;
  private withoutCustomer = 0;
  private wrong = 0;
  private readonly examples: { line: number; reason: string }[] = [];
  /** Dates that leave no doubt about day and month. */
  private plainDates = 0;
  private ambiguousDates = 0;
  private firstAmbiguous: { line: number; reason: string } | undefined;

  constructor(private readonly reading: FileReading) {
    this.readDate = dateReader(reading.dateFormat);
    this.readAmount = amountReader(reading.decimal);
  }

  take(record: CsvRecord): void {
    if (this.places === undefined) {
      this.places = placesIn(record.cells, this.reading.columns);
      if (!this.isData(record, this.places)) return;
    }
    this.count += 1;
    const reason = record.problem ?? this.use(record, this.places);
    if (reason !== undefined) this.leaveOut(record.line, reason);
  }

  result(): PurchaseFile {
    const { log, count: rows, orders, returns, withoutCustomer, wrong, examples } = this;
    if (this.firstAmbiguous !== undefined && this.ambiguousDates > this.plainDates) {
      const { line, reason } = this.firstAmbiguous;
      throw new ClvError('CLV_DATE_AMBIGUOUS', `line ${line}: ${reason}`);
    }
    if (this.places === undefined) throw new ClvError('CLV_NOTHING_USABLE', 'The file is empty.');
    if (orders === 0) {
      const told = examples.map(({ line, reason }) => `\n  line ${line}: ${reason}`).join('');
      throw new ClvError(
        'CLV_NOTHING_USABLE',
        `None of ${rows} rows is a purchase: ${withoutCustomer} without a customer, ${returns} returns, ${wrong} wrong.${told}`,
      );
    }
    return { log, rows, orders, returns, withoutCustomer, wrong, examples };
  }

  /** Columns that are all numbers may mean that there is no header: then its date is one. */
  private isData({ cells }: CsvRecord, { date }: Places): boolean {
    const { columns } = this.reading;
    const isByNumber = Object.values<string>({ ...columns }).every(
      (name) => /^\d+$/.test(name) && !cells.includes(name),
    );
    return isByNumber && 'day' in this.readDate(cells[date] ?? '');
  }

  /** @returns why the row cannot be used, if so */
  private use({ line, cells }: CsvRecord, places: Places): string | undefined {
    if (cells.length > places.width && cells.slice(places.width).some((cell) => cell !== '')) {
      return `it has ${cells.length} cells, and the header ${places.width}; a cell with a separator in it needs quotes`;
    }
    const customer = (cells[places.customer] ?? '').trim();
    if (NOBODY.has(customer)) {
      this.withoutCustomer += 1;
      return undefined;
    }
    if (customer.includes('\ufffd')) return 'the customer is not UTF-8 text';
    const date = this.readDate(cells[places.date] ?? '');
    if (!('day' in date)) return this.refusedDate(line, date);
    if (date.isPlain) this.plainDates += 1;
    const amount = places.amount < 0 ? 0 : this.readAmount(cells[places.amount] ?? '');
    if (typeof amount !== 'number') {
      if (amount.ambiguous) throw new ClvError('CLV_AMOUNT_AMBIGUOUS', `line ${line}: ${amount.reason}`);
      return amount.reason;
    }
    this.log.add(customer, date.day, amount);
    if (amount < 0) this.returns += 1;
    else this.orders += 1;
    return undefined;
  }

  private refusedDate(line: number, { reason, ambiguous }: Refusal): string {
    if (ambiguous) {
      this.ambiguousDates += 1;
      this.firstAmbiguous ??= { line, reason };
    }
    return reason;
  }

  private leaveOut(line: number, reason: string): void {
    this.wrong += 1;
    if (this.examples.length < EXAMPLES) this.examples.push({ line, reason });
  }
}

function placesIn(header: readonly string[], { customer, date, amount }: ClvColumns): Places {
  const names = header.map((name) => name.trim());
  const lower = names.map((name) => name.toLowerCase());
  const placeOf = (wanted: string): number => {
    for (const place of [names.indexOf(wanted), lower.indexOf(wanted.toLowerCase())]) if (place >= 0) return place;
    if (/^\d+$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= names.length) return Number(wanted) - 1;
    const has = names.slice(0, 30).map(quoted).join(', ');
    throw new ClvError(
      'CLV_COLUMN_MISSING',
      `The file has no column ${quoted(wanted)}. It has ${names.length}: ${has}.`,
    );
  };
  return {
    width: names.length,
    customer: placeOf(customer),
    date: placeOf(date),
    amount: amount === undefined ? -1 : placeOf(amount),
  };
}
