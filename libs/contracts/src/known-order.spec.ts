import { anEvent } from '@perennial/testing';

import { purchaseCancelled } from './events/purchase-cancelled.js';
import { purchaseCompleted } from './events/purchase-completed.js';
import { contradictionOf, isCancelled, withCancellation, type KnownOrder } from './known-order.js';

const bought = (customerId: string | undefined) =>
  anEvent(purchaseCompleted, { data: { orderId: 'o-1', customerId, revision: 1 } });
const cancelled = (customerId: string | undefined) =>
  anEvent(purchaseCancelled, { data: { orderId: 'o-1', customerId } });
const order = (parts: Omit<KnownOrder, 'orderId'> = {}): KnownOrder => ({ orderId: 'o-1', ...parts });
const ofAda = order({ purchase: { customerId: 'ada' } });
const ofGuest = order({ purchase: {} });

describe('an order that is known', () => {
  it.each([
    ['a revision by its customer', ofAda, bought('ada'), undefined],
    ['a revision by somebody else', ofAda, bought('ben'), 'DUPLICATE_ORDER'],
    ["a revision as a guest's", ofAda, bought(undefined), 'DUPLICATE_ORDER'],
    ["a revision of a guest's order by a guest", ofGuest, bought(undefined), undefined],
    ["a revision of a guest's order by a customer", ofGuest, bought('ada'), 'DUPLICATE_ORDER'],
    ['a cancellation by its customer', ofAda, cancelled('ada'), undefined],
    ['a cancellation that names nobody', ofAda, cancelled(undefined), undefined],
    ['a cancellation by somebody else', ofAda, cancelled('ben'), 'CUSTOMER_MISMATCH'],
    ["a cancellation of a guest's order by a customer", ofGuest, cancelled('ada'), 'CUSTOMER_MISMATCH'],
    ['anything of an order of which no purchase is known', order({ cancellation: {} }), bought('ada'), undefined],
  ])('is told of by %s', (_title, known, event, reason) => {
    expect(contradictionOf(known, event)?.reason).toBe(reason);
  });

  it('says whose it is when it refuses', () => {
    expect(contradictionOf(ofGuest, bought('ada'))?.detail).toBe(
      'order o-1 is known as a purchase of a guest, not of customer ada',
    );
  });

  it('is cancelled by its customer, by nobody in particular, and by nobody else', () => {
    const by = (customerId: string | undefined) => isCancelled(withCancellation(ofAda, customerId));
    expect([by('ada'), by(undefined), by('ben'), isCancelled(ofAda)]).toEqual([true, true, false, false]);
  });

  it('stays cancelled when, before its purchase, one cancellation names nobody and a later one somebody else', () => {
    const twice = withCancellation(withCancellation(order(), undefined), 'ben');
    expect(isCancelled({ ...twice, purchase: { customerId: 'ada' } })).toBe(true);
  });
});
