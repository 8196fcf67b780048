import { readFileSync } from 'node:fs';

import { aBasket, aCode } from './codes.fixture.js';
import type { CodeUse, IssuedCode } from './code-terms.js';
import { CODE_REASONS, judgeCodes, type CodeRefusal, type OrderAtCheckout } from './judge-codes.js';

const AT = new Date('2027-06-01T00:00:00Z');
const order: OrderAtCheckout = {
  ...{ basket: aBasket(), isOver: false, personId: 'ann', uses: [] },
  heldByOthers: new Map(),
};
const named = (code: IssuedCode) => ({ digest: code.digest, code });
const judge = (codes: readonly IssuedCode[], changes: Partial<OrderAtCheckout> = {}, at = AT) =>
  judgeCodes(codes.map(named), { ...order, ...changes }, at);
const useOf = (code: IssuedCode, discountMinor: bigint, isReversed = false): CodeUse & { code: IssuedCode } => ({
  ...{
    orderId: 'o',
    digest: code.digest,
    discountMinor,
    currency: 'USD',
    shippingMinor: 0n,
    toldBy: 'checkout',
    usedAt: AT,
    isReversed,
    code,
  },
});

describe('a code at the checkout', () => {
  it('takes off what it says', () => {
    expect(judge([aCode()])).toMatchObject([{ refusal: undefined, discountMinor: 2_000n }]);
  });

  const bound = aCode({ customerId: 'ann-2', personId: 'ann' });
  const reversed = aCode();
  const held = aCode();
  it.each<[CodeRefusal, string, IssuedCode, Partial<OrderAtCheckout>, Date?]>([
    ['other-customer', 'of somebody else', bound, { personId: 'bob' }],
    ['other-customer', 'of somebody, for a guest', bound, { personId: undefined }],
    ['reversed', 'given back by this order', reversed, { uses: [useOf(reversed, 1n, true)] }],
    ['order-ended', 'on an order that was cancelled', aCode(), { isOver: true }],
    ['not-yet-valid', '1 ms before it begins', aCode({ validFrom: AT }), {}, new Date(AT.getTime() - 1)],
    ['expired', 'at its end', aCode({ validTo: AT }), {}],
    ['taken-back', 'at the instant it was taken back', aCode({ voidedAt: AT }), {}],
    ['used', 'used up', aCode({ uses: 1 }), {}],
    ['reserved', 'held for another order', held, { heldByOthers: new Map([[held.digest, 1]]) }],
    [
      'reserved',
      'used once and held for another of 2 orders',
      { ...held, uses: 1, usesMax: 2 },
      { heldByOthers: new Map([[held.digest, 1]]) },
    ],
    ['other-currency', 'in euro', aCode({ value: { amountMinor: 1, currency: 'EUR' } }), {}],
    ['nothing-in-scope', 'for watches', aCode({ scope: { categories: ['watches'] } }), {}],
    [
      'nothing-in-scope',
      'for free shipping of watches',
      aCode({ value: { freeShipping: true }, scope: { skus: ['w'] } }),
      {},
    ],
    ['not-combinable', 'beside an exclusive one', aCode({ stacking: 'a' }), { uses: [useOf(aCode(), 100n)] }],
  ])('is refused as %s: %s', (refusal, _title, code, changes, at = AT) => {
    expect(judge([code], changes, at)).toMatchObject([{ refusal, discountMinor: 0n, isUsedHere: false }]);
  });

  it.each<[string, IssuedCode, Date?]>([
    ['of the same person under another id', bound],
    ['at the instant it begins', aCode({ validFrom: AT })],
    ['1 ms before its end', aCode({ validTo: AT }), new Date(AT.getTime() - 1)],
    ['used once of twice', aCode({ uses: 1, usesMax: 2 })],
    ['of free shipping, though it takes nothing off', aCode({ value: { freeShipping: true } })],
    ['of a percentage that comes to less than 1 cent', aCode({ value: { percent: 0.0001 } })],
  ])('is valid %s', (_title, code, at = AT) => {
    expect(judge([code], {}, at)).toMatchObject([{ refusal: undefined }]);
  });

  it('that is mistyped, unknown or named twice says so', () => {
    const code = aCode({ stacking: 'a' });
    const judged = judgeCodes(
      [{ digest: undefined, code: undefined }, { digest: 'x', code: undefined }, named(code), named(code)],
      order,
      AT,
    );
    expect(judged.map(({ refusal }) => refusal)).toEqual(['mistyped', 'unknown', undefined, 'named-twice']);
  });

  it('that the order uses already takes off what it did then, also when it has ended since', () => {
    const code = aCode({ uses: 1, validTo: AT });
    expect(judge([code], { uses: [useOf(code, 1_234n)] })).toMatchObject([{ discountMinor: 1_234n, isUsedHere: true }]);
  });

  it('for the shipping takes off its most, what is left of it, or nothing where nobody says what it costs', () => {
    const atMost = { amountMinor: 500, currency: 'USD' };
    const code = aCode({ value: { freeShipping: true, atMost }, stacking: 'a' });
    const most = { amountMinor: 800, currency: 'USD' };
    const before = {
      ...useOf(aCode({ value: { freeShipping: true, atMost: most }, stacking: 'b' }), 0n),
      shippingMinor: 800n,
    };
    const of = (shippingMinor: bigint, uses = [before].slice(1)) =>
      judge([code], { basket: aBasket({ shippingMinor }), uses })[0];
    expect(of(900n)).toMatchObject({ refusal: undefined, discountMinor: 0n, shippingMinor: 500n, freeShipping: true });
    expect(of(900n, [before])).toMatchObject({ shippingMinor: 100n });
    expect(of(800n, [before])).toMatchObject({ refusal: 'nothing-in-scope' });
    expect(of(0n)).toMatchObject({ refusal: 'nothing-in-scope', shippingMinor: 0n });
    expect(judge([code], { basket: aBasket({ currency: 'EUR', shippingMinor: 900n }) })[0]?.refusal).toBe(
      'other-currency',
    );
  });

  it('for the shipping finds nothing left after one without a most, also where that was not told what shipping cost', () => {
    const atMost = { amountMinor: 500, currency: 'USD' };
    const code = aCode({ value: { freeShipping: true, atMost }, stacking: 'a' });
    const before = useOf(aCode({ value: { freeShipping: true }, stacking: 'b' }), 0n);
    const basket = aBasket({ shippingMinor: 900n });
    expect(judge([code], { basket, uses: [before] })).toMatchObject([{ refusal: 'nothing-in-scope' }]);
    expect(judge([code], { basket, uses: [{ ...before, isReversed: true }] })).toMatchObject([{ shippingMinor: 500n }]);
  });

  it('takes off only what the codes before it left of the order', () => {
    const before = useOf(aCode({ stacking: 'a', value: { amountMinor: 9_500, currency: 'USD' } }), 9_500n);
    const code = aCode({ stacking: 'b', value: { amountMinor: 1_000, currency: 'USD' } });
    expect(judge([code], { uses: [before] })).toMatchObject([{ refusal: undefined, discountMinor: 500n }]);
  });

  it('of several, those that are not in the best combination are not combinable', () => {
    const judged = judge([aCode(), aCode({ value: { percent: 30 } })]);
    expect(judged.map(({ refusal }) => refusal)).toEqual(['not-combinable', undefined]);
  });

  it('has just the reasons that docs/errors.md lists, in their order', () => {
    const [, section = ''] = readFileSync('docs/errors.md', 'utf8').split('## A code is refused');
    const listed = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, reason]) => reason);
    expect(listed.filter((reason) => reason !== 'reason')).toEqual([...CODE_REASONS]);
  });
});
