import { eventOfFlags } from './publish-event.js';

const flags = { type: 'purchase', currency: 'USD', rating: '5', source: '/perennial/cli' };
const now = new Date('2027-01-01T12:00:00Z');
const eventOf = (change: object) => eventOfFlags({ ...flags, ...change }, now, 'new');

describe('eventOfFlags', () => {
  it('makes a purchase, its total in minor units, at the present instant', () => {
    expect(eventOf({ customer: 'c-1', total: '100.00' })).toEqual({
      id: 'new',
      source: '/perennial/cli',
      type: 'commerce.purchase.completed.v1',
      time: '2027-01-01T12:00:00.000Z',
      subject: 'c-1',
      data: { orderId: 'order-new', customerId: 'c-1', currency: 'USD', totalMinor: 10_000 },
    });
  });

  it('makes a review, a referral and a return', () => {
    expect(eventOf({ type: 'review', customer: 'c-1', sku: 'ring-3' }).data).toMatchObject({
      rating: 5,
      verified: true,
    });
    expect(eventOf({ type: 'referral', customer: 'c-1', referee: 'c-2' })).toMatchObject({
      subject: 'c-1',
      data: { referrerId: 'c-1', refereeId: 'c-2' },
    });
    const ofGuest = eventOf({ type: 'return', order: 'o-1', total: '10.00' });
    expect(ofGuest).toMatchObject({ data: { orderId: 'o-1', amountMinor: 1_000 } });
    expect(ofGuest).not.toHaveProperty('subject');
  });

  it('makes a delivery, which concerns the customer of the order where it names none', () => {
    const delivery = eventOf({ type: 'delivery', order: 'o-1' });
    expect(delivery).toMatchObject({ type: 'commerce.purchase.delivered.v1', data: { orderId: 'o-1' } });
    expect(delivery).not.toHaveProperty('subject');
    const named = { subject: 'c-1', data: { orderId: 'o-1', customerId: 'c-1' } };
    expect(eventOf({ type: 'delivery', order: 'o-1', customer: 'c-1' })).toMatchObject(named);
  });

  it.each([
    ['A purchase needs --customer', { total: '1' }],
    ['A purchase needs --total', { customer: 'c-1' }],
    ['A delivery needs --order', { type: 'delivery', customer: 'c-1' }],
    ['A return needs --order', { type: 'return', customer: 'c-1', total: '1' }],
    ['--total: "1.234" is not an amount', { customer: 'c-1', total: '1.234' }],
    ['"XXX" is not a currency code', { customer: 'c-1', total: '1', currency: 'XXX' }],
    ['rating: must be at most 5', { type: 'review', customer: 'c-1', sku: 's', rating: '6' }],
    ['--time: "noon" is not an instant', { customer: 'c-1', total: '1', time: 'noon' }],
    ['--sku is not for a purchase', { customer: 'c-1', total: '1', sku: 's' }],
    ['--total is not for a delivery', { type: 'delivery', order: 'o-1', total: '1' }],
    ['--partner is not for a return', { type: 'return', order: 'o-1', total: '1', partner: 'fuel' }],
    ['--referee is not for a review', { type: 'review', customer: 'c-1', sku: 's', referee: 'c-2' }],
    ['--order is not for a referral', { type: 'referral', customer: 'c-1', referee: 'c-2', order: 'o-1' }],
    ['--type: "gift" is not one of purchase, delivery, return, review, referral', { type: 'gift' }],
  ])('refuses: %s', (message, change) => {
    expect(() => eventOf(change)).toThrow(message);
  });
});
