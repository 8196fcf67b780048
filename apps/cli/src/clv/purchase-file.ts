import { PurchaseLog } from '@perennial/clv';

import { amountReader, type DecimalMark } from '../purchase-file/amount-cell.js';
import { FileError } from '../purchase-file/file-error.js';
import { nothingUsable, readRows, type Columns, type RowCounts } from '../purchase-file/read-rows.js';
import { DaysOfFile, type StrayDate } from '../purchase-file/stray-dates.js';

export interface FileReading {
  /** `amount` may be missing. */
  readonly columns: Columns;
  readonly dateFormat?: string;
  readonly decimal?: DecimalMark;
}

/** What a file of purchases has come to: `rows` is `orders + returns + withoutCustomer + wrong`. */
export interface PurchaseFile extends Omit<RowCounts, 'used'> {
  /** Amounts in ten-thousandths; all 0 where the file has no column of amounts. */
  readonly log: PurchaseLog;
  readonly strayDates: readonly StrayDate[];
  readonly orders: number;
  readonly returns: number;
}

/**
 * Reads a CSV file of purchases, one order or return a row, of any size; see `PurchaseLog` for what is kept. What cannot
 * be used is counted and left out.
 *
 * @param onRows called now and then with the rows read so far
 * @throws FileError when a column is not there, dates or amounts can be read in two ways, no row can be used, or all was returned
 */
export async function readPurchases(
  csv: AsyncIterable<Uint8Array>,
  { decimal, ...reading }: FileReading,
  onRows?: (rows: number) => void,
): Promise<PurchaseFile> {
  const log = new PurchaseLog();
  const days = new DaysOfFile();
  const readAmount = amountReader(decimal);
  const hasAmounts = 'amount' in reading.columns;
  let returns = 0;
  const { used, ...counts } = await readRows(
    csv,
    reading,
    ({ line, customer, day, cells }) => {
      const amount = hasAmounts ? readAmount(cells['amount'] ?? '') : 0;
      if (typeof amount !== 'number') {
        if (amount.ambiguous) throw new FileError('FILE_AMOUNT_AMBIGUOUS', `line ${line}: ${amount.reason}`);
        return amount.reason;
      }
      log.add(customer, day, amount);
      days.note(day, line);
      if (amount < 0) returns += 1;
      return undefined;
    },
    onRows,
  );
  const orders = used - returns;
  const { rows, withoutCustomer, wrong } = counts;
  if (orders === 0) {
    const told = `None of ${rows} rows is a purchase: ${withoutCustomer} without a customer, ${returns} returns, ${wrong} wrong.`;
    throw nothingUsable(told, { used, ...counts });
  }
  if (returns > 0 && log.netDays(Infinity).start.at(-1) === 0) {
    throw nothingUsable(`None of ${orders} orders is left: ${returns} returns took back all of them.`, {
      used,
      ...counts,
    });
  }
  return { log, ...counts, strayDates: days.strays(), orders, returns };
}
