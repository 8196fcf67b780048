import type { Basket } from './basket.js';
import type { IssuedCode } from './code-terms.js';

let count = 0;

/** A code of 20 % for anybody, open in 2027, alone on an order, with changes. */
export function aCode(changes: Partial<IssuedCode> = {}): IssuedCode {
  count += 1;
  return {
    digest: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    couponId: `coupon-${count}`,
    origin: 'offer',
    rule: 'next-purchase',
    value: { percent: 20 },
    stacking: 'exclusive',
    validFrom: new Date('2027-01-01T00:00:00Z'),
    validTo: new Date('2028-01-01T00:00:00Z'),
    usesMax: 1,
    uses: 0,
    ...changes,
  };
}

/** 100.00 USD for a ring of 70.00 and a chain of 30.00, with changes. */
export function aBasket(changes: Partial<Basket> = {}): Basket {
  return {
    currency: 'USD',
    totalMinor: 10_000n,
    shippingMinor: 0n,
    lines: [
      { sku: 'ring-1', category: 'rings', amountMinor: 7_000n },
      { sku: 'chain-1', category: 'chains', amountMinor: 3_000n },
    ],
    ...changes,
  };
}
