import type { Belongings } from './baskets.js';
import type { BoughtTogether } from './bought-together.js';
import type { Popularity } from './popularity.js';

/** A product that a customer neither has nor has sent back. */
export interface Recommendation {
  readonly product: number;
  /** Estimated share of the next purchases, from 0 to 1; comparable within one list. */
  readonly score: number;
  /** That of the customer's products which speaks most for it; undefined: it is popular. */
  readonly because?: number;
}

export interface Knowledge {
  readonly together: BoughtTogether;
  readonly popularity: Popularity;
  /** So many joint purchases, spread as everything is bought, are added to those of each product: what is known of few customers says little. */
  readonly smoothing: number;
  /** What a customer bought so many days before the latest purchase counts half; Infinity: all counts alike. */
  readonly halfLifeDays: number;
}

/** Where what others have makes up a smaller share of a score, it is no reason: the product is recommended for being popular. */
const REASON_MIN = 0.1;

/**
 * What a customer may buy next: for every product the customer has, the shares in which others who have it have something
 * else, smoothed by what everybody buys (a Dirichlet prior), averaged over the customer's products, the latest the most.
 * Without joint purchases that is the order of popularity.
 */
export class Recommender {
  private readonly score: Float64Array;
  private readonly strongest: Float64Array;
  private readonly reason: Int32Array;
  private readonly known: Uint8Array;

  constructor(private readonly knowledge: Knowledge) {
    const products = knowledge.popularity.share.length;
    this.score = new Float64Array(products);
    this.strongest = new Float64Array(products);
    this.reason = new Int32Array(products);
    this.known = new Uint8Array(products);
  }

  /** @returns the best first, at most `k`; never what the customer has or has sent back */
  recommend(baskets: Belongings, customer: number, k: number): Recommendation[] {
    const [from, to] = [baskets.start[customer]!, baskets.start[customer + 1]!];
    this.mark(baskets, customer, 1);
    const { touched, prior, weights } = this.gather(baskets, from, to);
    const best = new Best(k);
    const { share, order } = this.knowledge.popularity;
    for (const product of touched) {
      if (this.known[product] === 0) best.offer(product, this.score[product]! + prior * share[product]!);
    }
    let popular = 0;
    for (const product of order) {
      if (popular >= k || share[product] === 0) break;
      if (this.known[product] === 1) continue;
      popular += 1;
      if (this.score[product] === 0) best.offer(product, prior * share[product]!);
    }
    const found = best.list.map(({ product, score }): Recommendation => {
      const because = this.score[product]! >= REASON_MIN * score ? { because: this.reason[product]! } : {};
      return { product, score: score / weights, ...because };
    });
    for (const product of touched) this.score[product] = this.strongest[product] = 0;
    this.mark(baskets, customer, 0);
    return found;
  }

  private mark({ start, product, backStart, back }: Belongings, customer: number, as: 0 | 1): void {
    for (let i = start[customer]!; i < start[customer + 1]!; i++) this.known[product[i]!] = as;
    for (let i = backStart[customer]!; i < backStart[customer + 1]!; i++) this.known[back[i]!] = as;
  }

  private gather(
    { product, lastDay }: Belongings,
    from: number,
    to: number,
  ): { touched: number[]; prior: number; weights: number } {
    const { together, smoothing, halfLifeDays } = this.knowledge;
    const touched: number[] = [];
    let prior = 0;
    let weights = 0;
    const latest = lastDay[to - 1]!;
    for (let i = from; i < to; i++) {
      const one = product[i]!;
      const weight = 2 ** ((lastDay[i]! - latest) / halfLifeDays);
      const part = weight / (together.all[one]! + smoothing);
      weights += weight;
      prior += part * smoothing;
      for (let at = together.start[one]!; at < together.start[one + 1]!; at++) {
        const other = together.neighbour[at]!;
        const add = part * together.customers[at]!;
        if (this.score[other] === 0) touched.push(other);
        this.score[other]! += add;
        if (add > this.strongest[other]!) {
          this.strongest[other] = add;
          this.reason[other] = one;
        }
      }
    }
    // Of a customer who has nothing only the popular is known.
    return to > from ? { touched, prior, weights } : { touched, prior: 1, weights: 1 };
  }
}

/** The `k` best of those that are offered, by insertion: k is small. */
class Best {
  readonly list: { product: number; score: number }[] = [];

  constructor(private readonly k: number) {}

  offer(product: number, score: number): void {
    const { list, k } = this;
    const worst = list.at(-1);
    if (list.length === k && worst && !isBetter(product, score, worst)) return;
    let place = list.length;
    while (place > 0 && isBetter(product, score, list[place - 1]!)) place -= 1;
    list.splice(place, 0, { product, score });
    if (list.length > k) list.pop();
  }
}

/** Of equal scores that which was seen first, so that the list is always the same. */
const isBetter = (product: number, score: number, than: { product: number; score: number }): boolean =>
  score > than.score || (score === than.score && product < than.product);
