import { basketsOf } from './baskets.js';
import { boughtTogether } from './bought-together.js';
import { popularityOf } from './popularity.js';
import { ProductLog } from './product-log.js';
import { Recommender } from './recommender.js';

type Row = readonly [customer: string, product: string, day: number, quantity?: number];

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

// 16 purchases: a ring 6 times, a chain 3 times, a watch 6 times, a brooch once. With a ring came a chain 3 times, a watch twice.
const shop: readonly Row[] = [
  ...['a', 'b', 'c'].flatMap((who): Row[] => [
    [who, 'ring', 1],
    [who, 'chain', 2],
  ]),
  ...['d', 'D'].flatMap((who): Row[] => [
    [who, 'ring', 1],
    [who, 'watch', 2],
  ]),
  ...['e', 'f', 'g', 'h'].map((who): Row => [who, 'watch', 3]),
  ['i', 'brooch', 4],
  ['x', 'ring', 5],
];

describe('what a customer may buy next', () => {
  it('is what others have who have the same, smoothed by what everybody buys', () => {
    expect(recommended(shop, 'x')).toEqual([
      ['chain', Number(((3 + 3 / 16) / 6).toFixed(6)), 'ring'],
      ['watch', Number(((2 + 6 / 16) / 6).toFixed(6)), 'ring'],
      ['brooch', Number((1 / 16 / 6).toFixed(6)), 'popular'],
    ]);
  });

  it('is less of what few customers say the more it is smoothed, until only popularity is left', () => {
    const chainOf = (smoothing: number) => recommended(shop, 'x', { smoothing })[0];
    expect(chainOf(4)).toEqual(['chain', Number(((3 + (4 * 3) / 16) / 9).toFixed(6)), 'ring']);
    expect(chainOf(1_000)).toEqual(['watch', expect.any(Number), 'popular']);
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
    expect(recommended(rows, 'y', { k: 1 })).toEqual([['ring', Number((6 / 16).toFixed(6)), 'popular']]);
  });

  it('never is what the customer has, and is no longer than what there is', () => {
    expect(recommended(shop, 'a', { k: 10 }).map(([product]) => product)).toEqual(['watch', 'brooch']);
  });

  it('never is what the customer has sent back, which speaks for nothing either', () => {
    const sent: Row[] = [...shop, ['x', 'ring', 6, -1]];
    expect(recommended(sent, 'x')).toEqual([
      ['watch', Number((6 / 15).toFixed(6)), 'popular'],
      ['chain', Number((3 / 15).toFixed(6)), 'popular'],
      ['brooch', Number((1 / 15).toFixed(6)), 'popular'],
    ]);
  });

  it.each([
    [
      'some pieces came back only',
      [
        ['x', 'ring', 5, 2],
        ['x', 'ring', 6, -2],
      ],
    ],
    [
      'it was bought again',
      [
        ['x', 'ring', 6, -1],
        ['x', 'ring', 7],
      ],
    ],
    ['it came back after the cut', [['x', 'ring', CUT + 1, -1]]],
  ] as [string, Row[]][])('is by what the customer has, though %s', (_title, more) => {
    expect(recommended([...shop, ...more], 'x', { k: 1 })[0]).toEqual(['chain', expect.any(Number), 'ring']);
  });

  it('is nothing that only a single customer has besides', () => {
    const rows: Row[] = [...shop, ['j', 'brooch', 1], ['j', 'clasp', 1]];
    expect(recommended(rows, 'i', { k: 10 }).map(([product, , because]) => [product, because])).toContainEqual([
      'clasp',
      'popular',
    ]);
  });

  it('says more of what was bought last', () => {
    const both = ['j', 'J'].flatMap((who): Row[] => [
      [who, 'brooch', 1],
      [who, 'clasp', 1],
      [who, 'pin', 1],
    ]);
    const rows: Row[] = [...shop, ...both, ['x', 'brooch', 95]];
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
