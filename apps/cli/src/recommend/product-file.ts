import { ProductLog } from '@perennial/recommend';

import { isNobody, nothingUsable, readRows, type Reading, type RowCounts } from '../purchase-file/read-rows.js';

/** What a file of purchases has come to: `rows` is `purchases + withoutCustomer + withoutProduct + wrong`. */
export interface ProductFile extends Omit<RowCounts, 'used'> {
  readonly log: ProductLog;
  readonly purchases: number;
  readonly withoutProduct: number;
}

/**
 * Reads a CSV file of purchases, one product of one order a row, of any size. What cannot be used is counted and left out.
 *
 * @param reading with a column `product`
 * @param onRows called now and then with the rows read so far
 * @throws FileError when a column is not there, dates can be read in two ways, or no row can be used
 */
export async function readProducts(
  csv: AsyncIterable<Uint8Array>,
  reading: Reading,
  onRows?: (rows: number) => void,
): Promise<ProductFile> {
  const log = new ProductLog();
  let withoutProduct = 0;
  const { used, ...counts } = await readRows(
    csv,
    reading,
    ({ customer, day, cells }) => {
      const product = (cells['product'] ?? '').trim();
      if (product.includes('\ufffd')) return 'the product is not UTF-8 text';
      if (isNobody(product)) withoutProduct += 1;
      else log.add(customer, product, day);
      return undefined;
    },
    onRows,
  );
  const purchases = used - withoutProduct;
  if (purchases === 0) {
    const { rows, withoutCustomer, wrong } = counts;
    const told = `None of ${rows} rows is a purchase: ${withoutCustomer} without a customer, ${withoutProduct} without a product, ${wrong} wrong.`;
    throw nothingUsable(told, { used, ...counts });
  }
  return { log, ...counts, purchases, withoutProduct };
}
