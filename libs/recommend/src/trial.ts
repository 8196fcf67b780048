import { basketsOf, type Baskets } from './baskets.js';
import { boughtTogether, NOTHING_TOGETHER } from './bought-together.js';
import { popularityOf } from './popularity.js';
import type { SortedPurchases } from './product-log.js';
import { Recommender, type Knowledge } from './recommender.js';

/** How well first purchases after a cut were foretold, on average over the customers. */
export interface Quality {
  /** Share of customers for whom one of the `k` was among what they bought. */
  readonly hitRate: number;
  /** Mean reciprocal rank: 1 where the first of the list was, 1/2 where the second; 0 where none was. */
  readonly mrr: number;
}

/** What the two ways of recommending are tuned by. */
export interface Settings {
  /** Of popularity, in both ways. */
  readonly popularityHalfLifeDays: number;
  readonly halfLifeDays: number;
  readonly smoothing: number;
}

/** What is known at a cut, and who can be asked about what comes next. */
export class Trial {
  readonly customers: readonly number[];
  private readonly baskets: Baskets;
  private readonly together;

  constructor(
    purchases: SortedPurchases,
    private readonly cutDay: number,
    last: number,
    customersMax = Infinity,
  ) {
    this.baskets = basketsOf(purchases, cutDay, last);
    this.together = boughtTogether(this.baskets);
    const all = customersWithNext(this.baskets);
    const every = Math.max(1, Math.ceil(all.length / customersMax));
    this.customers = all.filter((_, i) => i % every === 0);
  }

  popularity(halfLifeDays: number, k: number): Quality {
    const popularity = popularityOf(this.baskets, this.cutDay, halfLifeDays);
    const together = NOTHING_TOGETHER(this.baskets.products);
    return this.quality({ together, popularity, smoothing: 1, halfLifeDays: Infinity }, k);
  }

  itemItem({ popularityHalfLifeDays, ...settings }: Settings, k: number): Quality {
    const popularity = popularityOf(this.baskets, this.cutDay, popularityHalfLifeDays);
    return this.quality({ together: this.together, popularity, ...settings }, k);
  }

  boughtAgain(): number {
    const { start, product, backStart, back, nextStart, next } = this.baskets;
    return this.customers.filter((customer) => {
      const known = new Set(product.subarray(start[customer], start[customer + 1]));
      for (const one of back.subarray(backStart[customer], backStart[customer + 1])) known.add(one);
      return next.subarray(nextStart[customer], nextStart[customer + 1]).every((one) => known.has(one));
    }).length;
  }

  private quality(knowledge: Knowledge, k: number): Quality {
    const { nextStart, next } = this.baskets;
    const recommender = new Recommender(knowledge);
    let hits = 0;
    let reciprocal = 0;
    for (const customer of this.customers) {
      const bought = next.subarray(nextStart[customer], nextStart[customer + 1]);
      const rank = recommender
        .recommend(this.baskets, customer, k)
        .findIndex(({ product }) => bought.includes(product));
      if (rank < 0) continue;
      hits += 1;
      reciprocal += 1 / (rank + 1);
    }
    const n = Math.max(1, this.customers.length);
    return { hitRate: hits / n, mrr: reciprocal / n };
  }
}

function customersWithNext({ start, backStart, nextStart }: Baskets): number[] {
  const found: number[] = [];
  const has = (any: Int32Array, customer: number) => any[customer + 1]! > any[customer]!;
  for (let customer = 0; customer < start.length - 1; customer++) {
    if ((has(start, customer) || has(backStart, customer)) && has(nextStart, customer)) found.push(customer);
  }
  return found;
}
