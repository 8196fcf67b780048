import type { Baskets } from './baskets.js';

/** Products that the same customers have, for each product those that most of them have, at least two of them. */
export interface BoughtTogether {
  /** Neighbours of product `i` stand from `start[i]` up to `start[i + 1]`. */
  readonly start: Int32Array;
  readonly neighbour: Int32Array;
  /** Customers who have both. */
  readonly customers: Int32Array;
  /** Of product `i`: that, summed over all its neighbours, also those that are not kept. */
  readonly all: Float64Array;
}

/** Nothing is known of any two products. */
export const NOTHING_TOGETHER = (products: number): BoughtTogether => ({
  start: new Int32Array(products + 1),
  neighbour: new Int32Array(0),
  customers: new Int32Array(0),
  all: new Float64Array(products),
});

/** Kept for each product. What more than so many others are bought with more often is never the best that one can say. */
const NEIGHBOURS_MAX = 200;
/** Fewer customers with both say nothing: what a single one has besides would tell of nobody but that one. */
const CUSTOMERS_MIN = 2;
/** Of customers with more products only the latest count: the time grows with the square, and what they had long ago says little. */
const PRODUCTS_MAX = 100;

/** In time that grows with the sum of squares of the baskets' sizes, and in memory with the number of products. */
export function boughtTogether(baskets: Baskets): BoughtTogether {
  const { products } = baskets;
  const owners = ownersOf(baskets);
  const start = new Int32Array(products + 1);
  const all = new Float64Array(products);
  const kept = new Growing();
  const count = new Int32Array(products);
  const touched = new Int32Array(products);
  for (let one = 0; one < products; one++) {
    let found = 0;
    for (let at = owners.start[one]!; at < owners.start[one + 1]!; at++) {
      const customer = owners.customer[at]!;
      for (let i = latestFrom(baskets, customer); i < baskets.start[customer + 1]!; i++) {
        const other = baskets.product[i]!;
        if (other === one) continue;
        if (count[other] === 0) touched[found++] = other;
        count[other]! += 1;
        all[one]! += 1;
      }
    }
    for (const other of mostCounted(touched.subarray(0, found), count)) kept.add(other, count[other]!);
    start[one + 1] = kept.size;
    for (let i = 0; i < found; i++) count[touched[i]!] = 0;
  }
  return { start, ...kept.columns(), all };
}

/** Those with the highest counts, the highest first, at most `NEIGHBOURS_MAX`; of equal ones those with the lowest numbers. */
function mostCounted(found: Int32Array, count: Int32Array): Int32Array {
  const least = leastKept(found, count);
  // Of thousands mostly one or two hundred are above it: only these have to be sorted by two keys.
  const above = found.filter((other) => count[other]! > least).sort((a, b) => count[b]! - count[a]! || a - b);
  const equal = found.filter((other) => count[other] === least).sort();
  const best = new Int32Array(Math.min(above.length + equal.length, NEIGHBOURS_MAX));
  best.set(above);
  best.set(equal.subarray(0, best.length - above.length), above.length);
  return best;
}

/** The lowest count with which one is kept. */
function leastKept(found: Int32Array, count: Int32Array): number {
  if (found.length <= NEIGHBOURS_MAX) return CUSTOMERS_MIN;
  const having: number[] = [];
  for (const other of found) having[count[other]!] = (having[count[other]!] ?? 0) + 1;
  let least = having.length;
  for (let kept = 0; kept < NEIGHBOURS_MAX; kept += having[least] ?? 0) least -= 1;
  return Math.max(least, CUSTOMERS_MIN);
}

/** Neighbours one after the other, without knowing beforehand how many there will be. */
class Growing {
  size = 0;
  private neighbour = new Int32Array(1 << 12);
  private customers = new Int32Array(1 << 12);

  add(neighbour: number, customers: number): void {
    if (this.size === this.neighbour.length) {
      this.neighbour = doubled(this.neighbour);
      this.customers = doubled(this.customers);
    }
    this.neighbour[this.size] = neighbour;
    this.customers[this.size] = customers;
    this.size += 1;
  }

  columns(): Pick<BoughtTogether, 'neighbour' | 'customers'> {
    return { neighbour: this.neighbour.slice(0, this.size), customers: this.customers.slice(0, this.size) };
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

const latestFrom = ({ start }: Baskets, customer: number): number =>
  Math.max(start[customer]!, start[customer + 1]! - PRODUCTS_MAX);

/** Customers by product. */
function ownersOf(baskets: Baskets): { start: Int32Array; customer: Int32Array } {
  const { products, product } = baskets;
  const start = new Int32Array(products + 1);
  const customers = baskets.start.length - 1;
  const each = (use: (product: number, customer: number) => void) => {
    for (let customer = 0; customer < customers; customer++)
      for (let i = latestFrom(baskets, customer); i < baskets.start[customer + 1]!; i++) use(product[i]!, customer);
  };
  each((one) => (start[one + 1]! += 1));
  for (let i = 0; i < products; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const customer = new Int32Array(start[products]!);
  each((one, who) => (customer[next[one]!++] = who));
  return { start, customer };
}
