import { basketsOf } from './baskets.js';
import { boughtTogether } from './bought-together.js';
import { popularityOf } from './popularity.js';
import { ProductLog } from './product-log.js';
import { Recommender } from './recommender.js';

type Row = readonly [customer: string, product: string, day: number];

function logOf(rows: readonly Row[]): ProductLog {
  const log = new ProductLog();
  for (const row of rows) log.add(...row);
  return log;
}

const CUT = 100;

/** For whom what is recommended, in words. */
function recommended(rows: readonly Row[], customer: string, { k = 3, smoothing = 1, halfLifeDays = Infinity } = {}) {
  const log = logOf(rows);
  const baskets = basketsOf(log.sorted(), CUT, Infinity);
  const popularity = popularityOf(baskets, CUT, Infinity);
  const recommender = new Recommender({ together: boughtTogether(baskets), popularity, smoothing, halfLifeDays });
  return recommender
    .recommend(baskets, log.customers.indexOf(customer), k)
    .map(({ product, score, because }) => [
      log.products[product],
      Number(score.toFixed(6)),
      because === undefined ? 'popular' : log.products[because],
    ]);
}

// 14 purchases: a ring 5 times, a chain 3 times, a watch 5 times, a brooch once. With a ring came a chain 3 times, a watch once.
const shop: readonly Row[] = [
  ...['a', 'b', 'c'].flatMap((who): Row[] => [
    [who, 'ring', 1],
    [who, 'chain', 2],
  ]),
  ['d', 'ring', 1],
  ['d', 'watch', 2],
  ...['e', 'f', 'g', 'h'].map((who): Row => [who, 'watch', 3]),
  ['i', 'brooch', 4],
  ['x', 'ring', 5],
];

describe('what a customer may buy next', () => {
  it('is what others have who have the same, smoothed by what everybody buys', () => {
    expect(recommended(shop, 'x')).toEqual([
      ['chain', Number(((3 + 3 / 14) / 5).toFixed(6)), 'ring'],
      ['watch', Number(((1 + 5 / 14) / 5).toFixed(6)), 'ring'],
      ['brooch', Number((1 / 14 / 5).toFixed(6)), 'popular'],
    ]);
  });

  it('is less of what few customers say the more it is smoothed, until only popularity is left', () => {
    const chainOf = (smoothing: number) => recommended(shop, 'x', { smoothing })[0];
    expect(chainOf(4)).toEqual(['chain', Number(((3 + (4 * 3) / 14) / 8).toFixed(6)), 'ring']);
    expect(chainOf(1_000)?.[0]).toBe('watch');
  });

  it('is what is popular for who has what nobody else has', () => {
    expect(recommended(shop, 'i').map(([product, , because]) => [product, because])).toEqual([
      ['ring', 'popular'],
      ['watch', 'popular'],
      ['chain', 'popular'],
    ]);
  });

  it('is what is popular for who has nothing yet', () => {
    const rows: Row[] = [...shop, ['y', 'chain', CUT + 1]];
    expect(recommended(rows, 'y', { k: 1 })).toEqual([['ring', Number((5 / 14).toFixed(6)), 'popular']]);
  });

  it('never is what the customer has, and is no longer than what there is', () => {
    expect(recommended(shop, 'a', { k: 10 }).map(([product]) => product)).toEqual(['watch', 'brooch']);
  });

  it('says more of what was bought last', () => {
    const rows: Row[] = [...shop, ['j', 'brooch', 1], ['j', 'clasp', 1], ['x', 'brooch', 95]];
    const first = (halfLifeDays: number) => recommended(rows, 'x', { smoothing: 0.1, halfLifeDays })[0];
    expect(first(Infinity)).toEqual(['chain', expect.any(Number), 'ring']);
    expect(first(1)).toEqual(['clasp', expect.any(Number), 'brooch']);
  });

  it('does not depend on who was asked for before', () => {
    const log = logOf(shop);
    const baskets = basketsOf(log.sorted(), CUT, Infinity);
    const popularity = popularityOf(baskets, CUT, Infinity);
    const knowledge = { together: boughtTogether(baskets), popularity, smoothing: 1, halfLifeDays: Infinity };
    const one = new Recommender(knowledge);
    const all = log.customers.map((_, customer) => one.recommend(baskets, customer, 3));
    expect(log.customers.map((_, customer) => new Recommender(knowledge).recommend(baskets, customer, 3))).toEqual(all);
  });
});
