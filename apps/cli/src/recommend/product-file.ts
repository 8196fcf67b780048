import { ProductLog } from '@perennial/recommend';

import { amountReader, type DecimalMark } from '../purchase-file/amount-cell.js';
import { FileError } from '../purchase-file/file-error.js';
import { isNobody, nothingUsable, readRows, type Reading, type RowCounts } from '../purchase-file/read-rows.js';

/** What a file of purchases has come to: `rows` is `purchases + returns + withoutCustomer + withoutProduct + wrong`. */
export interface ProductFile extends Omit<RowCounts, 'used'> {
  readonly log: ProductLog;
  readonly purchases: number;
  /** Rows whose quantity or amount is below 0. */
  readonly returns: number;
  readonly withoutProduct: number;
}

export interface ProductReading extends Reading {
  readonly decimal?: DecimalMark;
}

/**
 * Reads a CSV file of purchases, one product of one order or return a row, of any size. What cannot be used is counted and left out.
 *
 * @param reading with a column `product`; `quantity` and `amount` may be missing
 * @param onRows called now and then with the rows read so far
 * @throws FileError when a column is not there, dates or amounts can be read in two ways, or no row can be used
 */
export async function readProducts(
  csv: AsyncIterable<Uint8Array>,
  { decimal, ...reading }: ProductReading,
  onRows?: (rows: number) => void,
): Promise<ProductFile> {
  const log = new ProductLog();
  const quantityOf = quantityReader(reading, decimal);
  let withoutProduct = 0;
  let returns = 0;
  const { used, ...counts } = await readRows(
    csv,
    reading,
    ({ line, customer, day, cells }) => {
      const product = (cells['product'] ?? '').trim();
      if (product.includes('\ufffd')) return 'the product is not UTF-8 text';
      if (isNobody(product)) {
        withoutProduct += 1;
        return undefined;
      }
      const quantity = quantityOf(cells, line);
      if (typeof quantity !== 'number') return quantity;
      log.add(customer, product, day, quantity);
      if (quantity < 0) returns += 1;
      return undefined;
    },
    onRows,
  );
  const purchases = used - withoutProduct - returns;
  if (purchases === 0) {
    const { rows, withoutCustomer, wrong } = counts;
    const told = `None of ${rows} rows is a purchase: ${withoutCustomer} without a customer, ${withoutProduct} without a product, ${returns} returns, ${wrong} wrong.`;
    throw nothingUsable(told, { used, ...counts });
  }
  return { log, ...counts, purchases, returns, withoutProduct };
}

/** How many ten-thousandths of a piece were bought, below 0: came back; or why that cannot be told. One piece where the file does not say. */
function quantityReader({ columns }: Reading, decimal?: DecimalMark) {
  const read = amountReader(decimal);
  const numberIn = (key: 'quantity' | 'amount', cells: Readonly<Record<string, string>>, line: number) => {
    if (!(key in columns)) return 1;
    const number = read(cells[key] ?? '');
    if (typeof number === 'number') return number;
    if (number.ambiguous) throw new FileError('FILE_AMOUNT_AMBIGUOUS', `line ${line}: ${number.reason}`);
    return `${key}: ${number.reason}`;
  };
  return (cells: Readonly<Record<string, string>>, line: number): number | string => {
    const quantity = numberIn('quantity', cells, line);
    const amount = numberIn('amount', cells, line);
    if (typeof quantity !== 'number') return quantity;
    if (typeof amount !== 'number') return amount;
    if (quantity === 0) return 'quantity: 0 is neither bought nor returned';
    // Some write a return with one of both below 0, some with both.
    return quantity < 0 || amount < 0 ? -Math.abs(quantity) : quantity;
  };
}
