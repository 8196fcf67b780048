import { nearestName } from './nearest-name.js';

describe('nearestName', () => {
  const names = ['order', 'Customer ID', 'order_date', 'amount_usd'];

  it.each([
    ['customer_id', 'Customer ID'],
    ['customer', 'Customer ID'],
    ['cusotmer_id', 'Customer ID'],
    ['date', 'order_date'],
    ['amont_usd', 'amount_usd'],
  ])('takes %s for %s', (wanted, meant) => {
    expect(nearestName(wanted, names)).toBe(meant);
  });

  it.each(['who', '', '_', 'price'])('takes %j for none of them', (wanted) => {
    expect(nearestName(wanted, names)).toBeUndefined();
  });

  it('has nothing to say of a header without names', () => {
    expect(nearestName('customer', ['', '-'])).toBeUndefined();
  });
});
