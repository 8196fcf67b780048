import { fitRecommendations, ProductLog, Recommender } from '@perennial/recommend';
import { randomOf } from '@perennial/testing';

import { modelRows } from './model-rows.js';
import { nearestOf } from './nearest.js';
import { recommendFor, type Candidate } from './recommend-for.js';

const settings = { smoothing: 10, halfLifeDays: Infinity };
const candidate = (product: number, share: number, category?: string, shareOfCategory = 0): Candidate => ({
  ...{ product, sku: `sku-${product}`, share, shareOfCategory },
  ...(category !== undefined && { category }),
});
const nothing = { has: [], sentBack: [] };

describe('what is recommended to a customer', () => {
  it('who has bought nothing is what is popular', () => {
    const candidates = [candidate(0, 0.4), candidate(1, 0.35), candidate(2, 0.25)];
    expect(recommendFor(nothing, [], new Map(), candidates, settings, 2)).toEqual([
      { sku: 'sku-0', score: 0.4, basis: 'popularity', reason: 'Popular at the moment' },
      { sku: 'sku-1', score: 0.35, basis: 'popularity', reason: 'Popular at the moment' },
    ]);
  });

  it('who cares about a category is what is popular in it, as one purchase of everybody to those of the customer', () => {
    const candidates = [candidate(0, 0.6, 'rings', 1), candidate(1, 0.4, 'chains', 1)];
    expect(recommendFor(nothing, [], new Map([['chains', 3]]), candidates, settings, 2)).toEqual([
      { sku: 'sku-1', score: (0.4 + 3) / 4, basis: 'category', reason: 'Popular in chains' },
      { sku: 'sku-0', score: 0.6 / 4, basis: 'popularity', reason: 'Popular at the moment' },
    ]);
  });

  it('is the same as the library says of everything at once, for every customer of a shop', () => {
    const random = randomOf(8, 'shop');
    const log = new ProductLog();
    for (let i = 0; i < 6_000; i++) {
      const kind = random.between(0, 9);
      log.add(
        `c-${random.between(0, 99) * 10 + kind}`,
        `p-${kind * 20 + random.between(0, 19)}`,
        random.between(0, 300),
      );
    }
    const purchases = log.sorted();
    const model = fitRecommendations(purchases, 300);
    const { products } = modelRows(model, {
      products: log.products.map((sku) => ({ sku })),
      names: new Map(log.products.map((sku, number) => [sku, number])),
    });
    const rows = [...products];
    const place = new Map(rows.map(({ sku, product }) => [sku, product]));
    const whole = new Recommender({ ...model, ...model.settings });
    for (let customer = 0; customer < log.customers.length; customer += 37) {
      const bought = new Map<number, number>();
      for (let row = purchases.start[customer]!; row < purchases.start[customer + 1]!; row++) {
        bought.delete(purchases.product[row]!);
        bought.set(purchases.product[row]!, purchases.day[row]!);
      }
      const basket = {
        ...{ start: Int32Array.of(0, bought.size), product: Int32Array.from(bought.keys()) },
        ...{ lastDay: Int32Array.from(bought.values()), backStart: Int32Array.of(0, 0), back: new Int32Array(0) },
      };
      const expected = whole.recommend(basket, 0, 10).map(({ product, score, because }) => ({
        ...{ sku: log.products[product], score: Number(score.toFixed(9)) },
        because: because === undefined ? undefined : log.products[because],
      }));
      const has = [...bought].map(([product, lastDay]) => ({
        ...{ product: place.get(log.products[product]!)!, sku: log.products[product]!, lastDay },
      }));
      const neighbours = rows.filter(({ product }) => has.some((one) => one.product === product));
      const near = new Set(nearestOf(neighbours, model.settings.smoothing));
      const candidates = rows.filter(({ product }) => near.has(product) || product < 10 + has.length);
      const found = recommendFor({ has, sentBack: [] }, neighbours, new Map(), candidates, model.settings, 10);
      const told = found.map(({ sku, score, because }) => ({ sku, score: Number(score.toFixed(9)), because }));
      expect(new Map(told.map((one) => [one.sku, one]))).toEqual(new Map(expected.map((one) => [one.sku, one])));
    }
  });
});
