import type { Envelope } from '@perennial/contracts';
import type { Order, OrderEvent } from '@perennial/orders';
import { buys, cancels } from '@perennial/oracle';

import { purchaseChanges } from './purchase-changes.js';

const [FIRST, SECOND] = ['2026-01-05T10:00:00Z', '2026-01-06T10:00:00Z'];
const order = (
  orderId: string,
  more: { customerId?: string | undefined; cancelled?: boolean; returned?: number } = {},
): Order => {
  const customerId = 'customerId' in more ? more.customerId : 'ann';
  return {
    orderId,
    goods: {
      ...(customerId !== undefined && { customerId }),
      revision: 0,
      currency: 'USD',
      totalMinor: 100n,
      placedAt: 0,
    },
    returnedMinor: BigInt(more.returned ?? 0),
    returnedQuantities: new Map(),
    cancelled: more.cancelled ?? false,
    forgotten: false,
  };
};
const known = (orders: readonly Order[]) => new Map(orders.map((each) => [each.orderId, each]));
const changes = (before: readonly Order[], now: readonly Order[], accepted: readonly OrderEvent[] = []) => {
  const found = purchaseChanges(known(before), known(now), accepted, (customerId) => customerId.slice(0, 3));
  const causes = [...found.purchases].map(([person, events]: [string, readonly Envelope[]]) => [
    person,
    events.map(({ id }) => id),
  ]);
  return { counts: Object.fromEntries(found.counts), causes };
};

describe('what orders are to who placed them', () => {
  it('an order counts once, caused by the first of its revisions in order of things', () => {
    const events = [buys('ann', 'o', SECOND, 100, { revision: 1 }), buys('ann', 'o', FIRST, 100)];
    expect(changes([], [order('o')], events)).toEqual({ counts: { ann: 1 }, causes: [['ann', ['o-0-paid']]] });
  });

  it('a later revision of a known order is no purchase', () => {
    expect(changes([order('o')], [order('o')], [buys('ann', 'o', SECOND, 100, { revision: 1 })])).toEqual({
      counts: {},
      causes: [],
    });
  });

  it('orders of several records of one person are in order of things', () => {
    const events = [buys('ann', 'p', SECOND, 100), buys('anna', 'o', FIRST, 100)];
    const now = [order('p'), order('o', { customerId: 'anna' })];
    expect(changes([], now, events)).toEqual({ counts: { ann: 2 }, causes: [['ann', ['o-0-paid', 'p-0-paid']]] });
  });

  it('the order of a guest, and one cancelled at once, count for nobody', () => {
    const events = [buys(undefined, 'o', FIRST, 100), buys('ann', 'p', FIRST, 100), cancels('p', FIRST)];
    const now = [order('o', { customerId: undefined }), order('p', { cancelled: true })];
    expect(changes([], now, events)).toEqual({ counts: {}, causes: [] });
  });

  it.each([
    ['cancelled', { cancelled: true }],
    ['returned as a whole', { returned: 100 }],
  ])('an order that counted and is %s counts no more', (_title, more) => {
    expect(changes([order('o')], [order('o', more)])).toEqual({ counts: { ann: -1 }, causes: [] });
    expect(changes([order('o', more)], [order('o', more)])).toEqual({ counts: {}, causes: [] });
  });

  it('an order that is amended to more than had come back counts again, and is no purchase', () => {
    const amended = buys('ann', 'o', SECOND, 200, { revision: 1 });
    expect(changes([order('o', { returned: 100 })], [order('o')], [amended])).toEqual({
      counts: { ann: 1 },
      causes: [],
    });
  });
});
