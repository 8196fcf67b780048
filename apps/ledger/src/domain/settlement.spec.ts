import fc from 'fast-check';

import { marginOf, settle, type PricedPoints } from './settlement.js';

const issued = (points: bigint, minorPer1000Points = 800n): PricedPoints => ({
  ...{ side: 'issued', points, minorPer1000Points },
});
const redeemed = (points: bigint, minorPer1000Points = 600n): PricedPoints => ({
  ...{ side: 'redeemed', points, minorPer1000Points },
});

describe('the settlement of a month', () => {
  it('has the partner pay 0.8 pence a point issued and get 0.6 pence a point redeemed', () => {
    expect(settle([issued(1000n), redeemed(500n)])).toEqual({
      issued: { points: 1000n, amountMinor: 800n },
      redeemed: { points: 500n, amountMinor: 300n },
      netMinor: -500n,
    });
  });

  it.each([
    ['exactly half a penny up', 625n, 500n, 313n],
    ['less than half a penny down', 624n, 800n, 499n],
    ['half a penny below 0 up, towards 0', -625n, 500n, -312n],
    ['more than half a penny below 0 down', -626n, 501n, -314n],
  ])('rounds %s', (_title, points, price, amountMinor) => {
    expect(settle([issued(points, price)]).issued).toEqual({ points, amountMinor });
  });

  it('rounds once per side, not once per price: two halves of a penny are one', () => {
    expect(settle([issued(1n, 500n), issued(1n, 500n)]).issued.amountMinor).toBe(1n);
    expect(settle([issued(1n, 400n), issued(1n, 500n)]).issued.amountMinor).toBe(1n);
  });

  it('nets to 0 with the margin of the programme, whatever the points', () => {
    const part = fc.record({
      side: fc.constantFrom('issued' as const, 'redeemed' as const),
      points: fc.bigInt(-1_000_000n, 1_000_000n),
      minorPer1000Points: fc.bigInt(0n, 2000n),
    });
    fc.assert(
      fc.property(fc.array(fc.array(part)), (partners) => {
        const settlements = partners.map((parts) => settle(parts));
        const sum = settlements.reduce(
          (total, { issued: paid, redeemed: got }) => total + got.amountMinor - paid.amountMinor,
          0n,
        );
        expect(sum + marginOf(settlements)).toBe(0n);
      }),
    );
  });
});
