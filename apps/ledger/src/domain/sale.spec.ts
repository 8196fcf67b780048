import { purchaseCompleted, type PurchaseCompleted } from '@perennial/contracts';
import fc from 'fast-check';

import { amountsOf, contentOf, netEligible, wholeTimes, type Returned } from './sale.js';

const MEMBERSHIPS = new Set(['membership-gold']);

const amounts = (changes: Partial<PurchaseCompleted>) =>
  amountsOf(
    contentOf(purchaseCompleted.data.parse({ orderId: 'o', currency: 'USD', totalMinor: 0, ...changes })),
    MEMBERSHIPS,
  );
const line = (unitPriceMinor: number, more: object = {}) => ({
  ...{ lineId: String(unitPriceMinor), sku: 's', quantity: 1, unitPriceMinor, ...more },
});

/** Points at 1 per 10.00. */
const points = (changes: Partial<PurchaseCompleted>, returned: readonly Returned[] = []) =>
  wholeTimes(netEligible(amounts(changes), returned), 1000n);

describe('the amount that earns', () => {
  it.each([
    ['99.00 gives 9', { totalMinor: 9900 }, 9n],
    ['100.00 gives 10', { totalMinor: 10_000 }, 10n],
    ['a total of 0 gives 0', { totalMinor: 0 }, 0n],
    [
      'gift cards do not count: 100.00 with a gift card of 2 × 15.00 less 5.00 is 75.00',
      { totalMinor: 10_000, lines: [line(1500, { quantity: 2, discountMinor: 500, giftCard: true })] },
      7n,
    ],
    ['a membership earns nothing', { totalMinor: 6000, lines: [line(5000, { sku: 'membership-gold' })] }, 1n],
    ['nothing but gift cards gives 0', { totalMinor: 5000, lines: [line(5000, { giftCard: true })] }, 0n],
    ['gift cards beyond the total give 0', { totalMinor: 5000, lines: [line(9000, { giftCard: true })] }, 0n],
    ['other lines do not matter, whatever they sum to', { totalMinor: 5000, lines: [line(99_000)] }, 5n],
    ['what was paid with points does not count', { totalMinor: 10_000, pointsTenderMinor: 3001 }, 6n],
    ['more points than goods give 0, not less', { totalMinor: 1000, pointsTenderMinor: 5000 }, 0n],
    ['included tax does not count', { totalMinor: 10_000, taxMinor: 1597, taxIncluded: true }, 8n],
    ['tax on top was never in the total', { totalMinor: 10_000, taxMinor: 1597 }, 10n],
    ['shipping was never in the total', { totalMinor: 10_000, shippingMinor: 5000 }, 10n],
  ])('%s', (_title, changes, expected) => {
    expect(points(changes)).toBe(expected);
  });

  it('199.00 gives 19, and 9 after 100.00 came back', () => {
    expect(points({ totalMinor: 19_900 })).toBe(19n);
    expect(points({ totalMinor: 19_900 }, [{ ofTotal: 10_000n }])).toBe(9n);
  });

  it('spreads a return without lines over the goods: half of an order that is half gift card is half of its goods', () => {
    const half = { totalMinor: 20_000, lines: [line(10_000, { giftCard: true })] };
    expect(points(half)).toBe(10n);
    expect(points(half, [{ ofTotal: 10_000n }])).toBe(5n);
    expect(points(half, [{ ofGoods: 10_000n }])).toBe(0n);
  });

  it('stays exact: a third of 99.99 sent back three times leaves what is left of nothing rounded', () => {
    const third = { ofTotal: 3333n };
    expect(netEligible(amounts({ totalMinor: 10_000 }), [third, third, third])).toEqual(
      netEligible(amounts({ totalMinor: 10_000 }), [{ ofTotal: 9999n }]),
    );
    expect(wholeTimes(netEligible(amounts({ totalMinor: 10_000 }), [third, third, third]), 1n)).toBe(1n);
  });

  it('never goes below 0, whatever came back', () => {
    expect(points({ totalMinor: 5000 }, [{ ofGoods: 99_999n }])).toBe(0n);
  });

  it('is the same however a return is split, and in whatever order its parts come', () => {
    const amount = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 6 }), amount, amount, (parts, giftCard, tender) => {
        const order = amounts({
          ...{ totalMinor: 123_457, pointsTenderMinor: tender, lines: [line(giftCard, { giftCard: true })] },
        });
        const whole = netEligible(order, [{ ofTotal: BigInt(parts.reduce((sum, part) => sum + part, 0)) }]);
        const split = netEligible(order, parts.map((part) => ({ ofTotal: BigInt(part) })).reverse());
        expect(split).toEqual(whole);
      }),
    );
  });
});
