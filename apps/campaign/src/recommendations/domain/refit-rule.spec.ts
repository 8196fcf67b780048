import { refitReason } from './refit-rule.js';

describe('recommendations are fitted anew', () => {
  it.each([
    ['not before there is an order', 0, 10, undefined, undefined],
    ['with the first one', 1, 10, undefined, 'no-model'],
    ['not with 19 % more orders', 119, 10, { orders: 100, asOfDay: 10 }, undefined],
    ['with 20 % more', 120, 10, { orders: 100, asOfDay: 10 }, 'grown'],
    ['not without end while there are none', 0, 10, { orders: 0, asOfDay: 10 }, undefined],
    ['when a day has gone by, though there are fewer', 90, 11, { orders: 100, asOfDay: 10 }, 'new-day'],
    ['not by a clock that went back', 100, 9, { orders: 100, asOfDay: 10 }, undefined],
  ] as const)('%s', (_title, orders, today, fitted, reason) => {
    expect(refitReason(orders, today, fitted)).toBe(reason);
  });
});
