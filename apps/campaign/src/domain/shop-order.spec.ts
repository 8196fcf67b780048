import {
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  reviewPublished,
  type Envelope,
  type KnownOrder,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { foldOrders } from './shop-order.js';

const purchase = (data: { orderId?: string; customerId?: string | undefined; revision?: number } = {}, time?: string) =>
  anEvent(purchaseCompleted, { data: { orderId: 'o-1', customerId: 'c-1', ...data }, ...(time ? { time } : {}) });
const cancellation = (customerId?: string) =>
  anEvent(purchaseCancelled, { data: { orderId: 'o-1', customerId }, time: '2026-01-06T10:00:00Z' });
const known = (order: Omit<KnownOrder, 'orderId'>): Map<string, KnownOrder> =>
  new Map([['o-1', { orderId: 'o-1', ...order }]]);
const nothing = new Map<string, KnownOrder>();

const counted = (before: ReadonlyMap<string, KnownOrder>, events: readonly Envelope[]) =>
  [...foldOrders(before, events).purchases].map(([customerId, causes]) => [customerId, causes.map(({ id }) => id)]);

describe('foldOrders', () => {
  it('counts an order once, caused by the first of its revisions', () => {
    const [first, second] = [purchase(), purchase({ revision: 1 }, '2026-01-05T11:00:00Z')];
    expect(counted(nothing, [first, second])).toEqual([['c-1', [first.id]]]);
  });

  it('does not count a later revision of a known order', () => {
    const changes = foldOrders(known({ purchase: { customerId: 'c-1' } }), [purchase({ revision: 1 })]);
    expect([changes.purchases.size, changes.cancelled.size, changes.refused.length]).toEqual([0, 0, 0]);
  });

  it('takes no notice of deliveries, whomever they name and whether their order is known or not', () => {
    const delivered = (orderId: string, customerId?: string) =>
      anEvent(purchaseDelivered, { data: { orderId, customerId }, time: '2026-01-04T10:00:00Z' });
    const deliveries = [delivered('o-1', 'c-1'), delivered('o-1', 'c-2'), delivered('o-1'), delivered('o-2', 'c-1')];
    const order = purchase();
    expect(foldOrders(nothing, [...deliveries, order])).toEqual(foldOrders(nothing, [order]));
  });

  it('counts two orders of a customer in order of things', () => {
    const [first, second] = [purchase({ orderId: 'o-2' }), purchase({ orderId: 'o-1' }, '2026-01-05T11:00:00Z')];
    expect(counted(nothing, [first, second])).toEqual([['c-1', [first.id, second.id]]]);
  });

  it('does not count the order of a guest', () => {
    expect(counted(nothing, [purchase({ customerId: undefined })])).toEqual([]);
  });

  it.each([
    ['after the purchase', nothing, () => [purchase(), cancellation()]],
    ['before the purchase', nothing, () => [cancellation(), purchase({}, '2026-01-07T10:00:00Z')]],
    ['in an earlier chunk', known({ cancellation: {} }), () => [purchase()]],
    ['in an earlier chunk, for the same customer', known({ cancellation: { customerId: 'c-1' } }), () => [purchase()]],
  ])('does not count an order cancelled %s', (_title, before, events) => {
    expect(counted(before, events())).toEqual([]);
  });

  it('does not count a revision of a cancelled order', () => {
    const before = known({ purchase: { customerId: 'c-1' }, cancellation: {} });
    expect(counted(before, [purchase({ revision: 3 })])).toEqual([]);
  });

  it('uncounts an order that counted, once', () => {
    const before = known({ purchase: { customerId: 'c-1' } });
    expect([...foldOrders(before, [cancellation()]).cancelled]).toEqual([['c-1', 1]]);
    const again = known({ purchase: { customerId: 'c-1' }, cancellation: {} });
    expect([...foldOrders(again, [cancellation()]).cancelled]).toEqual([]);
  });

  it('counts an order although a cancellation that came first named another customer', () => {
    const bought = purchase();
    expect(counted(known({ cancellation: { customerId: 'c-9' } }), [bought])).toEqual([['c-1', [bought.id]]]);
  });

  it.each([
    ['another customer', 'c-2'],
    ['a guest', undefined],
  ])('refuses a purchase of a known order by %s as DUPLICATE_ORDER', (_title, customerId) => {
    const event = purchase({ customerId, revision: 1 });
    const changes = foldOrders(known({ purchase: { customerId: 'c-1' } }), [event]);
    expect(changes.refused).toMatchObject([{ event, reason: 'DUPLICATE_ORDER' }]);
    expect([changes.orders.size, changes.purchases.size]).toEqual([0, 0]);
  });

  it('refuses a cancellation that names another customer than the purchase as CUSTOMER_MISMATCH', () => {
    const event = cancellation('c-2');
    const changes = foldOrders(known({ purchase: { customerId: 'c-1' } }), [event]);
    expect(changes.refused).toMatchObject([{ event, reason: 'CUSTOMER_MISMATCH' }]);
    expect(changes.cancelled.size).toBe(0);
  });

  it('leaves other events alone', () => {
    expect(foldOrders(nothing, [anEvent(reviewPublished)]).orders.size).toBe(0);
  });
});
