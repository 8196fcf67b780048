import { buys, cancels } from '@perennial/oracle';

import { differenceOf, totalsOf } from './purchases.js';

const time = '2036-05-20T10:00:00Z';

describe('what was bought', () => {
  it('is what the newest revision of each order says, of customers who are known', () => {
    const totals = totalsOf([
      buys('ann', 'o-1', time, 1_000),
      buys('ann', 'o-1', time, 2_500, { revision: 1 }),
      buys('bob', 'o-2', time, 300, { currency: 'EUR' }),
      buys(undefined, 'o-3', time, 999),
    ]);
    expect(totals).toEqual({ USD: { orders: 1, revenueMinor: 2_500 }, EUR: { orders: 1, revenueMinor: 300 } });
  });

  it('is without cancelled orders, unless somebody else cancelled them', () => {
    const [mine, other] = [buys('ann', 'o-1', time, 1_000), buys('ann', 'o-2', time, 500)];
    expect(totalsOf([mine, other, cancels('o-1', time)])).toEqual({ USD: { orders: 1, revenueMinor: 500 } });
    expect(totalsOf([mine, cancels('o-1', time, 'bob')])).toEqual({ USD: { orders: 1, revenueMinor: 1_000 } });
  });

  it('differs where a currency, an order or a cent does', () => {
    const expected = { USD: { orders: 1, revenueMinor: 1_000 } };
    expect(differenceOf(expected, expected)).toEqual([]);
    expect(differenceOf(expected, {})).toHaveLength(1);
    expect(differenceOf(expected, { USD: { orders: 1, revenueMinor: 1_001 } })).toHaveLength(1);
    expect(differenceOf({}, { EUR: { orders: 1, revenueMinor: 0 } })).toHaveLength(1);
  });
});
