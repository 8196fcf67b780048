import type { Baskets } from './baskets.js';

/** Products that the same customers have, for each product those that most of them have. */
export interface BoughtTogether {
  /** Neighbours of product `i` stand from `start[i]` up to `start[i + 1]`. */
  readonly start: Int32Array;
  readonly neighbour: Int32Array;
  /** Customers who have both. */
  readonly customers: Float64Array;
  /** Of product `i`: that, summed over all its neighbours, also those that are not kept. */
  readonly all: Float64Array;
}

/** Nothing is known of any two products. */
export const NOTHING_TOGETHER = (products: number): BoughtTogether => ({
  start: new Int32Array(products + 1),
  neighbour: new Int32Array(0),
  customers: new Float64Array(0),
  all: new Float64Array(products),
});

/** Kept for each product. What more than so many others are bought with more often is never the best that one can say. */
const NEIGHBOURS_MAX = 200;
/** Of customers with more products only the latest count: the time grows with the square, and what they had long ago says little. */
const PRODUCTS_MAX = 100;

/** In time that grows with the sum of squares of the baskets' sizes, and in memory with the number of products. */
export function boughtTogether(baskets: Baskets): BoughtTogether {
  const { products } = baskets;
  const owners = ownersOf(baskets);
  const start = new Int32Array(products + 1);
  const all = new Float64Array(products);
  const kept: Int32Array[] = [];
  const counts: Float64Array[] = [];
  const count = new Float64Array(products);
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
    const best = touched
      .slice(0, found)
      .sort((a, b) => count[b]! - count[a]! || a - b)
      .subarray(0, NEIGHBOURS_MAX);
    kept.push(best);
    counts.push(Float64Array.from(best, (other) => count[other]!));
    start[one + 1] = start[one]! + best.length;
    for (let i = 0; i < found; i++) count[touched[i]!] = 0;
  }
  return { start, neighbour: Int32Array.from(joined(kept)), customers: Float64Array.from(joined(counts)), all };
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

function* joined(parts: readonly (Int32Array | Float64Array)[]): Generator<number> {
  for (const part of parts) yield* part;
}
