import type { SortedPurchases } from './product-log.js';

/** What customers have by a day, each product once, with the last day on which it was bought. */
export interface Belongings {
  /** Products of customer `i` stand from `start[i]` up to `start[i + 1]`, by that day, the latest last. */
  readonly start: Int32Array;
  readonly product: Int32Array;
  readonly lastDay: Int32Array;
  /** What customer `i` has bought and sent back, from `backStart[i]` up to `backStart[i + 1]`. */
  readonly backStart: Int32Array;
  readonly back: Int32Array;
}

/** That, and what they buy next. */
export interface Baskets extends Belongings {
  /** What customer `i` buys on the first day after, from `nextStart[i]` up to `nextStart[i + 1]`; nothing, if nothing is known. */
  readonly nextStart: Int32Array;
  readonly next: Int32Array;
  readonly products: number;
}

/**
 * A customer has what was bought more of than came back.
 *
 * @param cutDay last day that is known
 * @param last what is bought later is not looked at
 */
export function basketsOf(log: SortedPurchases, cutDay: number, last: number): Baskets {
  const customers = log.start.length - 1;
  const has = new Parts(customers, log.product.length);
  const lastDay = new Int32Array(log.product.length);
  const back = new Parts(customers, log.product.length);
  const next = new Parts(customers, log.product.length);
  /** One more than the number of the customer who was last seen with the product. */
  const seen = new Int32Array(log.products);
  const net = new Float64Array(log.products);
  for (let customer = 0; customer < customers; customer++) {
    const [from, to] = [log.start[customer]!, log.start[customer + 1]!];
    let known = from;
    while (known < to && log.day[known]! <= cutDay) known += 1;
    for (let row = from; row < known; row++) net[log.product[row]!]! += log.quantity[row]!;
    const begin = has.size;
    // Backwards, so that of a product that was bought again the last day is met first.
    for (let row = known - 1; row >= from; row--) {
      const product = log.product[row]!;
      if (seen[product] === customer + 1 || (net[product]! > 0 && log.quantity[row]! <= 0)) continue;
      seen[product] = customer + 1;
      if (net[product]! > 0) lastDay[has.size] = log.day[row]!;
      (net[product]! > 0 ? has : back).add(product);
    }
    has.all.subarray(begin, has.size).reverse();
    lastDay.subarray(begin, has.size).reverse();
    for (let row = from; row < known; row++) net[log.product[row]!] = 0;
    addFirstDay(log, known, to, last, next);
    for (const parts of [has, back, next]) parts.end(customer);
  }
  return {
    ...{ start: has.start, product: has.all.slice(0, has.size), lastDay: lastDay.slice(0, has.size) },
    ...{ backStart: back.start, back: back.all.slice(0, back.size) },
    ...{ nextStart: next.start, next: next.all.slice(0, next.size) },
    products: log.products,
  };
}

/** What a customer buys on the first day on which something is bought, each product once. */
function addFirstDay(log: SortedPurchases, from: number, to: number, last: number, next: Parts): void {
  let first = from;
  while (first < to && log.quantity[first]! <= 0) first += 1;
  const begin = next.size;
  for (let row = first; row < to && log.day[row]! <= last && log.day[row] === log.day[first]; row++) {
    const product = log.product[row]!;
    if (log.quantity[row]! > 0 && !next.all.subarray(begin, next.size).includes(product)) next.add(product);
  }
}

/** Products by customer, one customer after the other. */
class Parts {
  size = 0;
  readonly start: Int32Array;
  readonly all: Int32Array;

  constructor(customers: number, productsMax: number) {
    this.start = new Int32Array(customers + 1);
    this.all = new Int32Array(productsMax);
  }

  add(product: number): void {
    this.all[this.size++] = product;
  }

  end(customer: number): void {
    this.start[customer + 1] = this.size;
  }
}
