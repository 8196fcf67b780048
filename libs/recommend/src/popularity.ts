import type { Baskets } from './baskets.js';

/** How much of all that is bought a product is: shares that sum to 1, and the products by them, the largest first. */
export interface Popularity {
  readonly share: Float64Array;
  readonly order: Int32Array;
}

/**
 * Every customer who has a product counts once for it; the longer ago it was bought, the less.
 *
 * @param asOf days since 1970-01-01; @param halfLifeDays after so many days a purchase counts half; Infinity: it always counts
 */
export function popularityOf(baskets: Baskets, asOf: number, halfLifeDays: number): Popularity {
  const { product, lastDay, products } = baskets;
  const share = new Float64Array(products);
  let sum = 0;
  for (let i = 0; i < product.length; i++) {
    const weight = 2 ** ((lastDay[i]! - asOf) / halfLifeDays);
    share[product[i]!]! += weight;
    sum += weight;
  }
  if (sum > 0) for (let i = 0; i < products; i++) share[i]! /= sum;
  // Of equally popular ones that which was seen first.
  const order = Int32Array.from({ length: products }, (_, i) => i).sort((a, b) => share[b]! - share[a]! || a - b);
  return { share, order };
}
