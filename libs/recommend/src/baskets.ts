import type { SortedPurchases } from './product-log.js';

/** What customers have by a day, each product once, with the last day on which it was bought; and what they buy next. */
export interface Baskets {
  /** Products of customer `i` stand from `start[i]` up to `start[i + 1]`, by that day, the latest last. */
  readonly start: Int32Array;
  readonly product: Int32Array;
  readonly lastDay: Int32Array;
  /** What customer `i` buys on the first day after, from `nextStart[i]` up to `nextStart[i + 1]`; nothing, if nothing is known. */
  readonly nextStart: Int32Array;
  readonly next: Int32Array;
  readonly products: number;
}

/**
 * @param cutDay last day that is known
 * @param last what is bought later is not looked at
 */
export function basketsOf(log: SortedPurchases, cutDay: number, last: number): Baskets {
  const customers = log.start.length - 1;
  const start = new Int32Array(customers + 1);
  const product = new Int32Array(log.product.length);
  const lastDay = new Int32Array(log.product.length);
  const nextStart = new Int32Array(customers + 1);
  const next = new Int32Array(log.product.length);
  /** One more than the number of the customer who was last seen with the product. */
  const seen = new Int32Array(log.products);
  let end = 0;
  let nextEnd = 0;
  for (let customer = 0; customer < customers; customer++) {
    const [from, to] = [log.start[customer]!, log.start[customer + 1]!];
    let known = from;
    while (known < to && log.day[known]! <= cutDay) known += 1;
    // Backwards, so that of a product that was bought again the last day is met first.
    const begin = end;
    for (let row = known - 1; row >= from; row--) {
      if (seen[log.product[row]!] === customer + 1) continue;
      seen[log.product[row]!] = customer + 1;
      product[end] = log.product[row]!;
      lastDay[end] = log.day[row]!;
      end += 1;
    }
    product.subarray(begin, end).reverse();
    lastDay.subarray(begin, end).reverse();
    start[customer + 1] = end;
    const nextDay = known < to ? log.day[known]! : Infinity;
    for (let row = known; row < to && nextDay <= last && log.day[row] === nextDay; row++) {
      if (!next.subarray(nextStart[customer]!, nextEnd).includes(log.product[row]!))
        next[nextEnd++] = log.product[row]!;
    }
    nextStart[customer + 1] = nextEnd;
  }
  return {
    start,
    product: product.slice(0, end),
    lastDay: lastDay.slice(0, end),
    nextStart,
    next: next.slice(0, nextEnd),
    products: log.products,
  };
}
