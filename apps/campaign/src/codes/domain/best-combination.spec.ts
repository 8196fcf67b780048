import fc from 'fast-check';

import { bestCombination, combine, nothingTaken } from './best-combination.js';
import { aBasket, aCode } from './codes.fixture.js';
import type { IssuedCode } from './code-terms.js';

const basket = aBasket();
const best = (codes: readonly IssuedCode[], of = basket) => bestCombination(codes, of, nothingTaken(of));
const worthOf = (codes: readonly IssuedCode[], of = basket) => combine(codes, of, nothingTaken(of)).worthMinor;

const twenty = aCode({ value: { percent: 20 }, stacking: 'exclusive' });
const ten = aCode({ value: { percent: 10 }, stacking: 'welcome' });
const fifteen = aCode({ value: { percent: 15 }, stacking: 'welcome' });
const tenDollars = aCode({ value: { amountMinor: 1_000, currency: 'USD' }, stacking: 'reward' });
const shipping = aCode({ value: { freeShipping: true }, stacking: 'shipping' });

describe('the best combination', () => {
  it.each<[string, IssuedCode[], IssuedCode[]]>([
    ['takes one code of a class, the better one', [ten, fifteen], [fifteen]],
    ['takes codes of different classes together', [fifteen, tenDollars], [fifteen, tenDollars]],
    [
      'takes 25.00 of two classes instead of 20.00 that stand alone',
      [twenty, fifteen, tenDollars],
      [fifteen, tenDollars],
    ],
    ['takes 20.00 that stand alone instead of 15.00', [twenty, fifteen], [twenty]],
    ['takes what is alone, also when it takes nothing off', [shipping], [shipping]],
    ['takes free shipping beside a discount', [fifteen, shipping], [fifteen, shipping]],
  ])('%s', (_title, codes, expected) => {
    expect(new Set(best(codes))).toEqual(new Set(expected));
  });

  it('keeps a code for later that adds nothing: 60.00 and 70.00 off 100.00 are 100.00, a third code is not used', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((stacking, n) =>
      aCode({ value: { amountMinor: 6_000 + n * 1_000, currency: 'USD' }, stacking }),
    );
    expect(best([a!, b!, c!])).toHaveLength(2);
  });

  it('takes a percentage of the whole price and an amount of the rest: 20 % and 10.00 off 100.00 are 30.00', () => {
    const percent = aCode({ value: { percent: 20 }, stacking: 'a' });
    for (const codes of [
      [percent, tenDollars],
      [tenDollars, percent],
    ])
      expect(worthOf(codes)).toBe(3_000n);
  });

  it('of equal codes takes the one that ends sooner', () => {
    const [later, sooner] = ['2027-12-01', '2027-11-01'].map((day) => aCode({ validTo: new Date(day) }));
    expect(best([later!, sooner!])).toEqual([sooner]);
  });

  it('knows what free shipping is worth where the order says it: 12.00 before 10.00', () => {
    const free = { ...shipping, stacking: 'reward' };
    expect(best([tenDollars, free])).toEqual([tenDollars]);
    expect(best([tenDollars, free], aBasket({ shippingMinor: 1_200n }))).toEqual([free]);
  });

  it('takes of the shipping what is left of it, the larger most first: 5.00 and 2.00 of 6.00 are 5.00 and 1.00', () => {
    const [five, two] = [500, 200].map((amountMinor) =>
      aCode({
        value: { freeShipping: true, atMost: { amountMinor, currency: 'USD' } },
        stacking: `class-${amountMinor}`,
      }),
    );
    const of = aBasket({ shippingMinor: 600n });
    const { shippings, discounts, worthMinor } = combine([two!, five!], of, nothingTaken(of));
    expect([five, two].map((code) => shippings.get(code?.digest ?? ''))).toEqual([500n, 100n]);
    expect([[...discounts.values()], worthMinor]).toEqual([[0n, 0n], 600n]);
  });

  it('is worth as much as the best of all sets that may stand together, whatever the order of the codes', () => {
    fc.assert(
      fc.property(fc.array(codes, { maxLength: 6 }), fc.bigInt({ min: 0n, max: 900n }), (given, shippingMinor) => {
        const of = aBasket({ shippingMinor });
        const chosen = best(given, of);
        const every = subsetsOf(given).filter(mayStand);
        const most = every.map((set) => worthOf(set, of)).reduce((a, b) => (a > b ? a : b), 0n);
        expect(worthOf(chosen, of)).toBe(most);
        expect(mayStand(chosen)).toBe(true);
        expect(best(given.toReversed(), of)).toEqual(chosen);
        const total = [...combine(chosen, of, nothingTaken(of)).discounts.values()].reduce((a, b) => a + b, 0n);
        expect(total >= 0n && total <= of.totalMinor).toBe(true);
      }),
    );
  });
});

/** What the grammar says, in other words than the code's. */
function mayStand(set: readonly IssuedCode[]): boolean {
  return set.every((code, at) =>
    set.every(
      (other, place) =>
        at === place ||
        (code.stacking !== other.stacking && code.stacking !== 'exclusive' && other.stacking !== 'exclusive'),
    ),
  );
}

function subsetsOf(all: readonly IssuedCode[]): IssuedCode[][] {
  return Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_code, place) => (bits >> place) & 1));
}

const codes = fc
  .record({
    value: fc.oneof(
      fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ amountMinor: fc.integer({ min: 1, max: 8_000 }), currency: fc.constant('USD') }),
      fc.constant({ freeShipping: true } as const),
    ),
    stacking: fc.constantFrom('exclusive', 'a', 'b', 'c', 'd'),
    scope: fc.constantFrom(undefined, { categories: ['rings'] }, { skus: ['chain-1'] }),
  })
  .map((changes) => aCode(changes));
