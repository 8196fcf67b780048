import { basketsOf, type Baskets } from './baskets.js';
import { boughtTogether, NOTHING_TOGETHER } from './bought-together.js';
import { popularityOf } from './popularity.js';
import type { ProductLog, SortedPurchases } from './product-log.js';
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

export interface Evaluation {
  /** Who bought before the cut and after it. */
  readonly customers: number;
  /** Of these, who first bought only what they had already: nobody recommends that, so it counts as not foretold. */
  readonly boughtAgain: number;
  readonly popularity: Quality;
  readonly itemItem: Quality;
  /** Chosen at an earlier cut. */
  readonly settings: Settings;
}

const HALF_LIVES_DAYS = [30, 120, 480, Infinity];
const SMOOTHINGS = [3, 30, 300, 3_000];
/** With fewer customers to try settings on, chance would choose. */
const TRIED_ON_MIN = 50;
const TRIED_ON_MAX = 4_000;
const USUAL: Settings = { popularityHalfLifeDays: 480, halfLifeDays: 480, smoothing: 30 };

/**
 * Recommends `k` products to everybody who bought up to the cut, and looks at what they bought first after it. Both ways
 * leave out what a customer has, and both are tuned alike: by the same evaluation at an earlier cut, so that nothing after
 * the cut is used.
 *
 * @param cutDay last day that is known, days since 1970-01-01
 */
export function evaluate(log: ProductLog, cutDay: number, k: number): Evaluation {
  const purchases = log.sorted();
  const ahead = Math.max(1, Math.min(log.lastDay - cutDay, Math.floor((cutDay - log.firstDay) / 3)));
  const settings = chosenAt(new Trial(purchases, cutDay - ahead, cutDay, TRIED_ON_MAX), k);
  const trial = new Trial(purchases, cutDay, Infinity);
  return {
    customers: trial.customers.length,
    boughtAgain: trial.boughtAgain(),
    popularity: trial.popularity(settings.popularityHalfLifeDays, k),
    itemItem: trial.itemItem(settings, k),
    settings,
  };
}

/** The best of each kind, by hit rate and then by rank; the usual ones where there is too little to choose by. */
function chosenAt(trial: Trial, k: number): Settings {
  if (trial.customers.length < TRIED_ON_MIN) return USUAL;
  const popularityHalfLifeDays = best(HALF_LIVES_DAYS, (days) => trial.popularity(days, k));
  const pairs = HALF_LIVES_DAYS.flatMap((halfLifeDays) => SMOOTHINGS.map((smoothing) => ({ halfLifeDays, smoothing })));
  return {
    popularityHalfLifeDays,
    ...best(pairs, (pair) => trial.itemItem({ popularityHalfLifeDays, ...pair }, k)),
  };
}

function best<T>(choices: readonly T[], qualityOf: (choice: T) => Quality): T {
  const tried = choices.map((choice) => ({ choice, quality: qualityOf(choice) }));
  return tried.reduce((one, other) => (isBetter(other.quality, one.quality) ? other : one)).choice;
}

const isBetter = (one: Quality, other: Quality): boolean =>
  one.hitRate > other.hitRate || (one.hitRate === other.hitRate && one.mrr > other.mrr);

/** What is known at a cut, and who can be asked about what comes next. */
class Trial {
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
    const { start, product, nextStart, next } = this.baskets;
    return this.customers.filter((customer) => {
      const owned = new Set(product.subarray(start[customer], start[customer + 1]));
      return next.subarray(nextStart[customer], nextStart[customer + 1]).every((one) => owned.has(one));
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

function customersWithNext({ start, nextStart }: Baskets): number[] {
  const found: number[] = [];
  for (let customer = 0; customer < start.length - 1; customer++) {
    if (start[customer + 1]! > start[customer]! && nextStart[customer + 1]! > nextStart[customer]!)
      found.push(customer);
  }
  return found;
}
