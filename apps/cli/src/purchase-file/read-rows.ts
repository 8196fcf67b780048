import { csvBatches, type CsvRecord } from '../import/csv-records.js';
import { quoted, type Refusal } from './cell.js';
import { dateReader } from './date-cell.js';
import { FileError } from './file-error.js';
import { nearestName } from './nearest-name.js';

/** Which column holds what, by the name in the header or a number from 1. */
export interface Columns {
  readonly customer: string;
  readonly date: string;
  readonly [more: string]: string;
}

export interface Reading {
  readonly columns: Columns;
  /** Of all dates; absent: see `dateReader`. */
  readonly dateFormat?: string;
}

/** A row that names a customer and a day. */
export interface PurchaseRow {
  readonly line: number;
  readonly customer: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** The other columns by their keys, as they stand in the file; empty where the row is too short. */
  readonly cells: Readonly<Record<string, string>>;
}

/** What became of the rows below the header. */
export interface RowCounts {
  readonly rows: number;
  readonly used: number;
  readonly withoutCustomer: number;
  readonly wrong: number;
  /** The first wrong rows. */
  readonly examples: readonly { readonly line: number; readonly reason: string }[];
}

const EXAMPLES = 5;

/** How databases and data frames write that there is none. */
const NOBODY = new Set(['', 'null', 'NULL', 'nan', 'NaN', 'NAN', 'None', 'NA', 'N/A', '<NA>', '\\N']);

export const isNobody = (cell: string): boolean => NOBODY.has(cell);

/**
 * Reads a CSV file of purchases, one a row, of any size. What cannot be used is counted and left out.
 *
 * @param use is given each row that names a customer and a day; returns why it cannot be used, if so
 * @param onRows called now and then with the rows read so far
 * @throws FileError when a column is not there or there twice, dates can be read in two ways, or the file is empty
 */
export async function readRows(
  csv: AsyncIterable<Uint8Array>,
  reading: Reading,
  use: (row: PurchaseRow) => string | undefined,
  onRows: (rows: number) => void = () => undefined,
): Promise<RowCounts> {
  const rows = new Rows(reading, use);
  for await (const batch of csvBatches(csv, 'detect')) {
    for (const record of batch) rows.take(record);
    onRows(rows.count);
  }
  return rows.result();
}

/** Of a file of which no row can be used. */
export function nothingUsable(told: string, { examples }: RowCounts): FileError {
  const lines = examples.map(({ line, reason }) => `\n  line ${line}: ${reason}`).join('');
  return new FileError('FILE_NOTHING_USABLE', `${told}${lines}`);
}

/** Where the wanted cells stand. */
interface Places {
  readonly width: number;
  readonly of: ReadonlyMap<string, number>;
}

class Rows {
  count = 0;
  private places: Places | undefined;
  private readonly readDate: ReturnType<typeof dateReader>;
  private readonly keys: readonly string[];
  private used = 0;
  private withoutCustomer = 0;
  private wrong = 0;
  private readonly examples: { line: number; reason: string }[] = [];
  /** Dates that leave no doubt about day and month. */
  private plainDates = 0;
  private ambiguousDates = 0;
  private firstAmbiguous: { line: number; reason: string } | undefined;

  constructor(
    private readonly reading: Reading,
    private readonly use: (row: PurchaseRow) => string | undefined,
  ) {
    this.readDate = dateReader(reading.dateFormat);
    this.keys = Object.keys(reading.columns).filter((key) => key !== 'customer' && key !== 'date');
  }

  take(record: CsvRecord): void {
    if (this.places === undefined) {
      this.places = placesIn(record.cells, this.reading.columns);
      if (!this.isData(record, this.places)) return;
    }
    this.count += 1;
    const reason = record.problem ?? this.useOne(record, this.places);
    if (reason !== undefined) this.leaveOut(record.line, reason);
  }

  result(): RowCounts {
    const { count: rows, used, withoutCustomer, wrong, examples } = this;
    if (this.firstAmbiguous !== undefined && this.ambiguousDates > this.plainDates) {
      const { line, reason } = this.firstAmbiguous;
      throw new FileError('FILE_DATE_AMBIGUOUS', `line ${line}: ${reason}`);
    }
    if (this.places === undefined) throw new FileError('FILE_NOTHING_USABLE', 'The file is empty.');
    return { rows, used, withoutCustomer, wrong, examples };
  }

  /** Columns that are all numbers may mean that there is no header: then its date is one. */
  private isData({ cells }: CsvRecord, { of }: Places): boolean {
    const isByNumber = Object.values(this.reading.columns).every((name) => /^\d+$/.test(name) && !cells.includes(name));
    return isByNumber && 'day' in this.readDate(cells[of.get('date') ?? 0] ?? '');
  }

  /** @returns why the row cannot be used, if so */
  private useOne({ line, cells }: CsvRecord, { width, of }: Places): string | undefined {
    if (cells.length > width && cells.slice(width).some((cell) => cell !== '')) {
      return `it has ${cells.length} cells, and the header ${width}; a cell with a separator in it needs quotes`;
    }
    const cellOf = (key: string) => cells[of.get(key) ?? -1] ?? '';
    const customer = cellOf('customer').trim();
    if (isNobody(customer)) {
      this.withoutCustomer += 1;
      return undefined;
    }
    if (customer.includes('\ufffd')) return 'the customer is not UTF-8 text';
    const date = this.readDate(cellOf('date'));
    if (!('day' in date)) return this.refusedDate(line, date);
    if (date.isPlain) this.plainDates += 1;
    const wanted = Object.fromEntries(this.keys.map((key) => [key, cellOf(key)]));
    const reason = this.use({ line, customer, day: date.day, cells: wanted });
    if (reason === undefined) this.used += 1;
    return reason;
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

function placesIn(header: readonly string[], columns: Columns): Places {
  const names = header.map((name) => name.trim());
  const lower = names.map((name) => name.toLowerCase());
  const placeOf = (key: string, wanted: string): number => {
    for (const [all, name] of [[names, wanted] as const, [lower, wanted.toLowerCase()] as const]) {
      const place = all.indexOf(name);
      if (place < 0) continue;
      if (all.indexOf(name, place + 1) >= 0) throw namedTwice(key, wanted, numbersOf(all, name));
      return place;
    }
    if (/^\d+$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= names.length) return Number(wanted) - 1;
    throw noColumn(wanted, names);
  };
  return {
    width: names.length,
    of: new Map(Object.entries(columns).map(([key, column]) => [key, placeOf(key, column)])),
  };
}

function noColumn(wanted: string, names: readonly string[]): FileError {
  const readable = names.filter((name) => !NO_TEXT.test(name));
  const near = nearestName(wanted, readable);
  const has = names.slice(0, 30).map(quoted).join(', ');
  const told = [
    `The file has no column ${quoted(wanted)}${near === undefined ? '.' : `; did you mean ${quoted(near)}?`}`,
    ...(near === undefined && readable.length < names.length ? [ADVICE] : []),
    ...(readable.length === 0 ? [] : [`It has ${names.length}: ${has}.`]),
  ];
  return new FileError('FILE_COLUMN_MISSING', told.join(' '));
}

/** What UTF-16 and other bytes look like when they are read as UTF-8. */
const NO_TEXT = /[\0\ufffd]/;
const ADVICE = 'Is it UTF-8 text? A spreadsheet writes that as "CSV UTF-8".';

/** Numbers from 1 of the columns of a name. */
function numbersOf(names: readonly string[], wanted: string): number[] {
  return names.flatMap((name, place) => (name === wanted ? [place + 1] : []));
}

function namedTwice(key: string, wanted: string, numbers: readonly number[]): FileError {
  const told = `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
  return new FileError(
    'FILE_COLUMN_TWICE',
    `The file has ${numbers.length} columns ${quoted(wanted)}, number ${told}: say which by its number, such as --columns ${key}=${numbers[0]}.`,
  );
}
