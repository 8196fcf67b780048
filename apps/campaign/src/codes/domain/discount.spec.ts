import fc from 'fast-check';

import { leftInScope, remainsOf, takeOff, type Basket } from './basket.js';
import { aBasket, aCode } from './codes.fixture.js';
import type { CodeScope, CodeValue } from './code-terms.js';
import { discountBehind, discountOf } from './discount.js';

const discount = (value: CodeValue, basket: Basket = aBasket(), scope?: CodeScope) =>
  discountOf(aCode({ value, scope }), remainsOf(basket), basket.currency);

describe('discountOf', () => {
  it.each<[string, CodeValue, Basket, CodeScope | undefined, bigint]>([
    ['20 % of 100.00', { percent: 20 }, aBasket(), undefined, 2_000n],
    ['12.5 % of 0.99, rounded down', { percent: 12.5 }, aBasket({ totalMinor: 99n, lines: undefined }), undefined, 12n],
    [
      '33.3333 % of 30,000',
      { percent: 33.3333 },
      aBasket({ totalMinor: 30_000n, lines: undefined }),
      undefined,
      9_999n,
    ],
    ['20 % of the rings', { percent: 20 }, aBasket(), { categories: ['rings'] }, 1_400n],
    ['20 % of one sku', { percent: 20 }, aBasket(), { skus: ['chain-1'] }, 600n],
    ['20 % of either', { percent: 20 }, aBasket(), { categories: ['rings'], skus: ['chain-1'] }, 2_000n],
    ['nothing of what is not there', { percent: 20 }, aBasket(), { categories: ['watches'] }, 0n],
    ['nothing of some goods without lines', { percent: 20 }, aBasket({ lines: undefined }), { skus: ['ring-1'] }, 0n],
    ['the total where the lines come to more', { percent: 50 }, aBasket({ totalMinor: 5_000n }), undefined, 2_500n],
    [
      '20 %, at most 15.00',
      { percent: 20, atMost: { amountMinor: 1_500, currency: 'USD' } },
      aBasket(),
      undefined,
      1_500n,
    ],
    [
      '20 % below its most',
      { percent: 20, atMost: { amountMinor: 2_001, currency: 'USD' } },
      aBasket(),
      undefined,
      2_000n,
    ],
    [
      'nothing where its most is in another currency',
      { percent: 20, atMost: { amountMinor: 1_500, currency: 'EUR' } },
      aBasket(),
      undefined,
      0n,
    ],
    ['an amount', { amountMinor: 1_000, currency: 'USD' }, aBasket(), undefined, 1_000n],
    [
      'an amount, up to what there is',
      { amountMinor: 9_000, currency: 'USD' },
      aBasket(),
      { skus: ['chain-1'] },
      3_000n,
    ],
    ['nothing in another currency', { amountMinor: 1_000, currency: 'EUR' }, aBasket(), undefined, 0n],
    ['nothing of the goods for free shipping', { freeShipping: true }, aBasket(), undefined, 0n],
    [
      '20 % of 2^53 - 1',
      { percent: 20 },
      aBasket({ totalMinor: 2n ** 53n - 1n, lines: undefined }),
      undefined,
      1801439850948198n,
    ],
  ])('takes %s', (_title, value, basket, scope, expected) => {
    expect(discount(value, basket, scope)).toBe(expected);
  });

  it('is never below 0 nor above what the scope has left, and taking it off leaves just the rest', () => {
    fc.assert(
      fc.property(values, baskets, fc.option(scopes, { nil: undefined }), (value, basket, scope) => {
        const before = remainsOf(basket);
        const taken = discountOf(aCode({ value, scope }), before, 'USD');
        const left = leftInScope(before, scope);
        expect(taken >= 0n && taken <= left && left <= basket.totalMinor).toBe(true);
        const after = takeOff(before, scope, taken);
        const sum = ({ lines }: typeof before) => lines.reduce((all, { amountMinor }) => all + amountMinor, 0n);
        expect(sum(before) - sum(after)).toBe(taken);
        expect(after.totalMinor).toBe(before.totalMinor - taken);
        expect(after.lines.every(({ amountMinor }) => amountMinor >= 0n)).toBe(true);
      }),
    );
  });
});

describe('discountBehind', () => {
  it.each<[string, CodeValue, bigint]>([
    ['of 20 %, a quarter of what was paid', { percent: 20 }, 2_500n],
    ['of an amount, all of it', { amountMinor: 1_000, currency: 'USD' }, 1_000n],
    [
      'of 20 % at most 15.00, no more than that',
      { percent: 20, atMost: { amountMinor: 1_500, currency: 'USD' } },
      1_500n,
    ],
    ['of 100 %, nothing that can be told', { percent: 100 }, 0n],
    ['of free shipping, nothing', { freeShipping: true }, 0n],
  ])('is, %s', (_title, value, expected) => {
    expect(discountBehind(aCode({ value }), remainsOf(aBasket()), 'USD')).toBe(expected);
  });
});

const minor = fc.bigInt({ min: 0n, max: 100_000n });
const categories = fc.constantFrom('rings', 'chains', 'watches');
const values: fc.Arbitrary<CodeValue> = fc.oneof(
  fc.record({ percent: fc.integer({ min: 1, max: 1_000_000 }).map((n) => n / 10_000) }),
  fc.record({ amountMinor: fc.integer({ min: 1, max: 50_000 }), currency: fc.constant('USD') }),
  fc.constant({ freeShipping: true } as const),
);
const scopes: fc.Arbitrary<CodeScope> = fc.record({ categories: fc.array(categories, { maxLength: 2 }) });
const baskets: fc.Arbitrary<Basket> = fc
  .record({
    totalMinor: minor,
    lines: fc.option(fc.array(fc.record({ sku: fc.constant('x'), category: categories, amountMinor: minor })), {
      nil: undefined,
    }),
  })
  .map(({ totalMinor, lines }) => ({ currency: 'USD', shippingMinor: 0n, totalMinor, ...(lines && { lines }) }));
