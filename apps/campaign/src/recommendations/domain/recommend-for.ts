import { Recommender, type BoughtTogether, type Knowledge } from '@perennial/recommend';

import type { Holding } from './holding.js';

/** A product that may be recommended. */
export interface Candidate {
  readonly product: number;
  readonly sku: string;
  readonly category?: string;
  /** Of everything that is bought, and of what is bought in its category. */
  readonly share: number;
  readonly shareOfCategory: number;
}

/** What those have besides who have a product. */
export interface Neighbours {
  readonly product: number;
  readonly neighbours: readonly number[];
  /** How many have both, by neighbour; and that sum over all products. */
  readonly customers: readonly number[];
  readonly customersInAll: number;
}

export type ModelSettings = Pick<Knowledge, 'smoothing' | 'halfLifeDays'>;

export interface RecommendedItem {
  readonly sku: string;
  /** Estimated share of the next purchases, 0 to 1. */
  readonly score: number;
  readonly basis: 'bought-together' | 'category' | 'popularity';
  /** With `bought-together`: that of the customer's articles which speaks most for it. */
  readonly because?: string;
  /** One sentence for the customer. */
  readonly reason: string;
}

/** So many purchases, spread as everybody's are, are added to those of the customer: a category alone does not tell what comes next. */
const EVERYBODYS_PURCHASES = 1;

/**
 * What is recommended to one customer: by what others have who have the same; and as far as that does not tell, what is popular in the
 * categories the customer cares about, then what is popular.
 *
 * @param neighbours of what the customer has, as far as they are to be looked at; none: only popularity counts
 * @param affinity by category; empty: no category counts more than another
 * @param candidates the most popular ones of all and of each of these categories among them; others are left out
 * @returns the best first, at most `k`; nothing that the customer has or has sent back
 */
export function recommendFor(
  holding: Pick<Holding, 'has' | 'sentBack'>,
  neighbours: readonly Neighbours[],
  affinity: ReadonlyMap<string, number>,
  candidates: readonly Candidate[],
  { smoothing, halfLifeDays }: ModelSettings,
  k: number,
): RecommendedItem[] {
  const numbers = new Map(candidates.map(({ product }, number) => [product, number]));
  const numberOf = (product: number): number => {
    const number = numbers.get(product) ?? numbers.size;
    numbers.set(product, number);
    return number;
  };
  const has = holding.has.map(({ product }) => numberOf(product));
  const back = holding.sentBack.map(numberOf);
  const share = new Float64Array(numbers.size);
  candidates.forEach((candidate, number) => (share[number] = personalShare(candidate, affinity)));
  const order = Int32Array.from(share.keys()).sort((a, b) => share[b]! - share[a]! || a - b);
  const together = togetherOf(neighbours, numbers);
  const recommender = new Recommender({ together, popularity: { share, order }, smoothing, halfLifeDays });
  const basket = {
    ...{ start: Int32Array.of(0, has.length), product: Int32Array.from(has) },
    lastDay: Int32Array.from(holding.has, ({ lastDay }) => lastDay),
    ...{ backStart: Int32Array.of(0, back.length), back: Int32Array.from(back) },
  };
  const skus = new Map(holding.has.map(({ sku }, i) => [has[i], sku]));
  return recommender.recommend(basket, 0, k).flatMap(({ product, score, because }) => {
    const candidate = candidates[product];
    return candidate ? [{ sku: candidate.sku, score, ...reasonOf(candidate, skus.get(because), affinity) }] : [];
  });
}

/** How much of what the customer buys next the product is, by the categories alone. */
function personalShare({ category, share, shareOfCategory }: Candidate, affinity: ReadonlyMap<string, number>): number {
  let all = EVERYBODYS_PURCHASES;
  for (const weight of affinity.values()) all += weight;
  const weight = category === undefined ? 0 : (affinity.get(category) ?? 0);
  return (EVERYBODYS_PURCHASES * share + weight * shareOfCategory) / all;
}

/** Neighbours that are no candidates stay in the sums only. */
function togetherOf(neighbours: readonly Neighbours[], numbers: ReadonlyMap<number, number>): BoughtTogether {
  const byNumber = new Map(neighbours.map((each) => [numbers.get(each.product), each]));
  const start = new Int32Array(numbers.size + 1);
  const all = new Float64Array(numbers.size);
  const neighbour: number[] = [];
  const customers: number[] = [];
  for (let number = 0; number < numbers.size; number++) {
    const of = byNumber.get(number);
    all[number] = of?.customersInAll ?? 0;
    of?.neighbours.forEach((product, i) => {
      const known = numbers.get(product);
      if (known === undefined) return;
      neighbour.push(known);
      customers.push(of.customers[i] ?? 0);
    });
    start[number + 1] = neighbour.length;
  }
  return { start, neighbour: Int32Array.from(neighbour), customers: Int32Array.from(customers), all };
}

function reasonOf(
  { category }: Candidate,
  because: string | undefined,
  affinity: ReadonlyMap<string, number>,
): Omit<RecommendedItem, 'sku' | 'score'> {
  if (because !== undefined)
    return { basis: 'bought-together', because, reason: `Bought by people who bought ${because}` };
  if (category !== undefined && affinity.has(category)) return { basis: 'category', reason: `Popular in ${category}` };
  return { basis: 'popularity', reason: 'Popular at the moment' };
}
