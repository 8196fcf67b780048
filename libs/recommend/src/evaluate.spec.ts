import { evaluate } from './evaluate.js';
import { ProductLog } from './product-log.js';
import { simulatedShop } from './simulated-shop.fixture.js';

const CUT = 550;

describe('recommendations against popularity', () => {
  it('foretell more where customers have tastes', () => {
    const { customers, popularity, itemItem } = evaluate(simulatedShop({ seed: 1, loyal: 0.8 }), CUT, 10);
    expect(customers).toBeGreaterThan(800);
    expect(itemItem.hitRate).toBeGreaterThan(1.3 * popularity.hitRate);
    expect(itemItem.mrr).toBeGreaterThan(1.2 * popularity.mrr);
  });

  it.each([1, 2, 3])('foretell hardly less where customers have none, seed %s', (seed) => {
    const { customers, popularity, itemItem } = evaluate(simulatedShop({ seed, loyal: 0 }), CUT, 10);
    // Two standard errors of the difference of two shares, at most.
    const chance = 2 * Math.sqrt((2 * popularity.hitRate) / customers);
    expect(itemItem.hitRate).toBeGreaterThan(popularity.hitRate - chance);
  });
});

describe('an evaluation', () => {
  // Six who have a ring: of these three buy a chain next, one a watch, one a ring again, one nothing.
  const log = () => {
    const rows = new ProductLog();
    for (const who of ['a', 'b', 'c', 'd', 'e', 'f']) rows.add(who, 'ring', 10);
    for (const who of ['k', 'l']) for (const product of ['ring', 'chain']) rows.add(who, product, 20);
    rows.add('m', 'watch', 30);
    for (const who of ['a', 'b', 'c']) rows.add(who, 'chain', 60);
    rows.add('d', 'watch', 70);
    rows.add('d', 'chain', 71);
    rows.add('e', 'ring', 80);
    rows.add('new', 'ring', 90);
    return rows;
  };

  it('is of the first day after the cut, on the day of which all is known still', () => {
    const { customers, boughtAgain, popularity, itemItem } = evaluate(log(), 30, 1);
    // First on the list is the chain, three times of five right; the one with the watch got it, too, but later.
    expect({ customers, boughtAgain }).toEqual({ customers: 5, boughtAgain: 1 });
    expect([popularity, itemItem]).toEqual([
      { hitRate: 0.6, mrr: 0.6 },
      { hitRate: 0.6, mrr: 0.6 },
    ]);
    expect(evaluate(log(), 30, 2).itemItem).toEqual({ hitRate: 0.8, mrr: (3 + 1 / 2) / 5 });
  });

  it('counts a customer once who buys several things on that day', () => {
    const rows = log();
    rows.add('d', 'chain', 70);
    expect(evaluate(rows, 30, 2).itemItem).toEqual({ hitRate: 0.8, mrr: 4 / 5 });
  });

  it('takes what came back for no purchase, and asks who had sent everything back', () => {
    const rows = log();
    // The first thing that `new` does after the cut is to buy, and what `f` sends back is no purchase.
    rows.add('f', 'ring', 85, -1);
    rows.add('g', 'watch', 20);
    rows.add('g', 'watch', 25, -1);
    rows.add('g', 'watch', 65, -1);
    rows.add('g', 'chain', 66);
    const { customers, boughtAgain, itemItem } = evaluate(rows, 30, 2);
    expect({ customers, boughtAgain }).toEqual({ customers: 6, boughtAgain: 1 });
    // A ring is more popular than a chain, and `g` has neither.
    expect(itemItem).toEqual({ hitRate: 5 / 6, mrr: (3 + 1 / 2 + 1 / 2) / 6 });
  });

  it('chooses its settings by what is known at the cut', () => {
    const shop = simulatedShop({ seed: 4, loyal: 0.5 });
    const other = simulatedShop({ seed: 4, loyal: 0.5 });
    // All else that could be looked at: what everybody buys later.
    for (let i = 0; i < 2_000; i++) other.add(`c-${i}`, `p-${i % 7}`, 700);
    expect(evaluate(other, CUT, 10).settings).toEqual(evaluate(shop, CUT, 10).settings);
  });

  it('of nobody who bought before and after is empty, and no error', () => {
    const rows = new ProductLog();
    rows.add('a', 'ring', 10);
    const nothing = { hitRate: 0, mrr: 0 };
    expect(evaluate(rows, 10, 10)).toMatchObject({ customers: 0, popularity: nothing, itemItem: nothing });
    expect(evaluate(rows, 5, 10)).toMatchObject({ customers: 0 });
    expect(evaluate(new ProductLog(), 5, 10)).toMatchObject({ customers: 0 });
  });
});
