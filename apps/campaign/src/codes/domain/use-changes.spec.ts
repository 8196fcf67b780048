import { unknownOrder, type Order, type OrderedGoods } from '@perennial/orders';

import { aCode } from './codes.fixture.js';
import type { CodeUse, IssuedCode } from './code-terms.js';
import { useChanges } from './use-changes.js';

const AT = Date.parse('2027-06-01T00:00:00Z');
const goods = (changes: Partial<OrderedGoods> = {}): OrderedGoods => ({
  ...{ customerId: 'ann', revision: 0, currency: 'USD', totalMinor: 8_000n, placedAt: AT },
  ...changes,
});
const order = (orderId: string, changes: Partial<Order> = {}): Order => ({
  ...unknownOrder(orderId),
  goods: goods(),
  ...changes,
});
const useOf = (code: IssuedCode, changes: Partial<CodeUse> = {}): CodeUse => ({
  ...{ orderId: 'o', digest: code.digest, discountMinor: 5n, currency: 'USD', toldBy: 'purchase' },
  ...{ usedAt: new Date(AT), shippingMinor: 0n, isReversed: false },
  ...changes,
});
const changesOf = (
  orders: readonly Order[],
  codes: readonly IssuedCode[],
  uses: readonly CodeUse[] = [],
  holds: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
) =>
  useChanges(orders, ({ codes: digests = [] }) => digests, {
    uses,
    codes: new Map(codes.map((code) => [code.digest, code])),
    holds,
    personOf: (customerId) => customerId,
  }).map(({ kind, use }) => `${kind} ${use.orderId} ${use.discountMinor}`);

describe('what orders do to codes', () => {
  const code = aCode();
  const naming = (orderId: string, changes: Partial<OrderedGoods> = {}) =>
    order(orderId, { goods: goods({ codes: [code.digest], ...changes }) });

  it('a purchase uses the code that it names: of 80.00 paid after 20 %, 20.00', () => {
    expect(changesOf([naming('o')], [code])).toEqual(['used o 2000']);
    expect(changesOf([naming('o')], [code], [useOf(code)])).toEqual([]);
    expect(changesOf([naming('o', { codes: ['nobody-knows-it'] })], [code])).toEqual([]);
  });

  it('a purchase that names free shipping had its most taken off: what shipping was before, it does not tell', () => {
    const atMost = { amountMinor: 500, currency: 'USD' };
    const taken = (value: IssuedCode['value']) =>
      useChanges([naming('o')], ({ codes: digests = [] }) => digests, {
        uses: [],
        codes: new Map([[code.digest, { ...code, value }]]),
        holds: new Map(),
        personOf: (customerId) => customerId,
      }).map(({ use }) => [use.discountMinor, use.shippingMinor]);
    expect(taken({ freeShipping: true, atMost })).toEqual([[0n, 500n]]);
    expect(taken({ freeShipping: true, atMost: { ...atMost, currency: 'EUR' } })).toEqual([[0n, 0n]]);
    expect(taken({ freeShipping: true })).toEqual([[0n, 0n]]);
  });

  it.each<[string, Partial<IssuedCode>, Partial<OrderedGoods>?]>([
    ['of somebody else', { customerId: 'bob', personId: 'bob' }],
    ['of somebody, by a guest', { customerId: 'ann', personId: 'ann' }, { customerId: undefined }],
    ['that had ended when it was placed', { validTo: new Date(AT) }],
    ['that had not begun', { validFrom: new Date(AT + 1) }],
    ['that is used up', { uses: 1 }],
  ])('a purchase does not use a code %s', (_title, changes, of = {}) => {
    const other = { ...code, ...changes };
    const { customerId, ...rest } = { customerId: 'ann', ...of };
    const placed = { ...goods({ ...rest, codes: [code.digest] }) };
    const { customerId: _, ...guest } = placed;
    expect(changesOf([order('o', { goods: customerId === undefined ? guest : placed })], [other])).toEqual([]);
  });

  it('a purchase uses a code that is held for it, and none that is held for another', () => {
    const holds = new Map([[code.digest, new Set(['o'])]]);
    expect(changesOf([naming('p'), naming('o')], [code], [], holds)).toEqual(['used o 2000']);
    const twice = { ...code, usesMax: 2 };
    expect(changesOf([naming('o'), naming('p')], [twice], [], holds)).toEqual(['used o 2000', 'used p 2000']);
  });

  it('an order that uses one of the codes held for it lets go of the other, in the same chunk as in another', () => {
    const other = aCode();
    const holds = new Map([code, other].map(({ digest }) => [digest, new Set(['o'])]));
    const next = naming('p', { codes: [other.digest] });
    expect(changesOf([naming('o'), next], [code, other], [], holds)).toEqual(['used o 2000', 'used p 2000']);
    expect(changesOf([next], [code, other], [], holds)).toEqual([]);
  });

  it('an order that was cancelled or came back as a whole gives its codes back, whoever told of them', () => {
    for (const toldBy of ['checkout', 'purchase'] as const) {
      const use = useOf({ ...code, uses: 1 }, { toldBy });
      const used = [{ ...code, uses: 1 }];
      expect(changesOf([{ ...naming('o'), cancelled: true }], used, [use])).toEqual(['reversed o 5']);
      expect(changesOf([{ ...naming('o'), returnedMinor: 8_000n }], used, [use])).toEqual(['reversed o 5']);
      expect(changesOf([{ ...naming('o'), returnedMinor: 7_999n }], used, [use])).toEqual([]);
    }
    expect(changesOf([{ ...naming('o'), cancelled: true }], [code])).toEqual([]);
  });

  it('an amendment that does not name a code gives back what only the purchase told of', () => {
    const used = { ...code, uses: 1 };
    expect(changesOf([order('o')], [used], [useOf(used)])).toEqual(['reversed o 5']);
    expect(changesOf([order('o')], [used], [useOf(used, { toldBy: 'checkout' })])).toEqual([]);
  });

  it('an order that counts again takes its code again, if nobody has it meanwhile and it is not void', () => {
    const back = useOf(code, { isReversed: true });
    expect(changesOf([naming('o')], [code], [back])).toEqual(['restored o 5']);
    expect(changesOf([naming('o')], [{ ...code, voidedAt: new Date(0) }], [back])).toEqual([]);
    expect(changesOf([naming('o')], [{ ...code, uses: 1 }], [back])).toEqual([]);
  });

  it('two orders with a code for one: the earlier takes it; one that gives it back lets the other have it', () => {
    const earlier = naming('z', { placedAt: AT - 1 });
    expect(changesOf([naming('a'), earlier], [code])).toEqual(['used z 2000']);
    const given = { ...earlier, cancelled: true };
    expect(changesOf([naming('a'), given], [{ ...code, uses: 1 }], [useOf(code, { orderId: 'z' })])).toEqual([
      'reversed z 5',
      'used a 2000',
    ]);
  });

  it('an order whose customer was forgotten keeps its codes', () => {
    const forgotten: Order = { ...unknownOrder('o'), forgotten: true };
    expect(changesOf([forgotten], [{ ...code, uses: 1 }], [useOf(code)])).toEqual([]);
  });
});
