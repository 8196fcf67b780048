import { randomOf } from '@perennial/testing';

import { ProductLog } from './product-log.js';

export interface Shop {
  readonly seed: number;
  readonly customers?: number;
  /** Share of the purchases that are of the customer's own kind of products; 0: everybody buys what all buy. */
  readonly loyal: number;
}

const KINDS = 10;
const OF_A_KIND = 20;
const DAYS = 700;
const PURCHASES_MAX = 10;

/** Customers who like one kind of products each; within a kind, and of all, some products are bought much more than others. */
export function simulatedShop({ seed, customers = 2_000, loyal }: Shop): ProductLog {
  const random = randomOf(seed, 'shop');
  const log = new ProductLog();
  const skewed = (n: number) => Math.floor(n * random.next() ** 2);
  for (let customer = 0; customer < customers; customer++) {
    const kind = skewed(KINDS);
    for (let left = random.between(1, PURCHASES_MAX); left > 0; left--) {
      const product = random.chance(loyal) ? kind * OF_A_KIND + skewed(OF_A_KIND) : skewed(KINDS * OF_A_KIND);
      log.add(`c-${customer}`, `p-${product}`, random.between(0, DAYS));
    }
  }
  return log;
}
