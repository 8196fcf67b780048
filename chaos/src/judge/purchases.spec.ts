import { becomes, buys, cancels, sendsBack } from '@perennial/oracle';

import { differenceOf, keptOrders, totalsOf } from './purchases.js';

const time = '2036-05-20T10:00:00Z';

describe('what was bought', () => {
  it('is what the newest revision of each order says, of customers who are known', () => {
    const totals = totalsOf(
      keptOrders([
        buys('ann', 'o-1', time, 1_000),
        buys('ann', 'o-1', time, 2_500, { revision: 1 }),
        buys('bob', 'o-2', time, 300, { currency: 'EUR' }),
        buys(undefined, 'o-3', time, 999),
      ]),
    );
    expect(totals).toEqual({ USD: { orders: 1, revenueMinor: 2_500 }, EUR: { orders: 1, revenueMinor: 300 } });
  });

  it('is without cancelled orders', () => {
    const [mine, other] = [buys('ann', 'o-1', time, 1_000), buys('ann', 'o-2', time, 500)];
    expect(totalsOf(keptOrders([mine, other, cancels('o-1', time)]))).toEqual({
      USD: { orders: 1, revenueMinor: 500 },
    });
  });

  it('is without what came back, and without an order of which all money or all pieces did', () => {
    const lines = [{ lineId: 'a', sku: 'a', quantity: 2, unitPriceMinor: 500 }];
    const orders = ['o-1', 'o-2', 'o-3'].map((orderId) => buys('ann', orderId, time, 1_000, { lines }));
    const returns = [
      sendsBack('o-1', 'r-1', time, 300),
      sendsBack('o-2', 'r-2', time, 1_000),
      sendsBack('o-3', 'r-3', time, 10, { lines: [{ lineId: 'a', quantity: 2, amountMinor: 10 }] }),
    ];
    expect(totalsOf(keptOrders([...returns, ...orders]))).toEqual({ USD: { orders: 1, revenueMinor: 700 } });
  });

  it('is without the orders of who was forgotten, with all records merged into them; one that was merged away leaves its own', () => {
    const events = [buys('ann', 'o-1', time, 1_000), buys('bob', 'o-2', time, 1), becomes('ann', 'anna', time)];
    expect(totalsOf(keptOrders(events, (customerId) => customerId === 'anna'))).toEqual({
      USD: { orders: 1, revenueMinor: 1 },
    });
    expect(keptOrders(events, (customerId) => customerId === 'ann')).toHaveLength(2);
  });

  it('differs where a currency, an order or a cent does', () => {
    const expected = { USD: { orders: 1, revenueMinor: 1_000 } };
    expect(differenceOf(expected, expected)).toEqual([]);
    expect(differenceOf(expected, {})).toHaveLength(1);
    expect(differenceOf(expected, { USD: { orders: 1, revenueMinor: 1_001 } })).toHaveLength(1);
    expect(differenceOf({}, { EUR: { orders: 1, revenueMinor: 0 } })).toHaveLength(1);
  });
});
