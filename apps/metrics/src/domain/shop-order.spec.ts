import { purchaseCancelled, purchaseCompleted, purchaseDelivered, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { isoDate } from './calendar-day.js';
import { dayChanges } from './day-change.js';
import { countedGoods, foldOrders, type ShopOrder } from './shop-order.js';

const ZONE = 'Europe/London';

interface Told {
  readonly orderId: string;
  readonly customerId?: string;
  readonly revision?: number;
  readonly totalMinor?: number;
  readonly currency?: string;
  readonly time?: string;
}

const bought = ({ time = '2026-03-10T10:00:00Z', ...data }: Told) =>
  anEvent(purchaseCompleted, { data: { customerId: 'c-1', currency: 'GBP', totalMinor: 1000, ...data }, time });
const cancelled = (orderId: string, customerId?: string) =>
  anEvent(purchaseCancelled, { data: { orderId, customerId }, time: '2026-03-11T10:00:00Z' });

const goodsAfter = (...events: Envelope[]) => {
  const { orders, refused } = foldOrders(new Map(), events);
  return { goods: [...orders.values()].map(countedGoods), reasons: refused.map(({ reason }) => reason) };
};

describe('an order', () => {
  it('counts as its highest revision, at the earliest time of any, whatever arrived first', () => {
    const first = bought({ orderId: 'o', revision: 1, totalMinor: 900, time: '2026-03-10T10:00:00Z' });
    const later = bought({ orderId: 'o', revision: 7, totalMinor: 400, currency: 'EUR', time: '2026-03-12T10:00:00Z' });
    const original = bought({ orderId: 'o', totalMinor: 1000, time: '2026-03-11T10:00:00Z' });
    const expected = {
      customerId: 'c-1',
      revision: 7,
      currency: 'EUR',
      amountMinor: 400n,
      placedAt: Date.parse('2026-03-10T10:00:00Z'),
    };
    expect(goodsAfter(first, later, original).goods).toEqual([expected]);
    expect(goodsAfter(original, later, first).goods).toEqual([expected]);
  });

  it('counts for nothing once cancelled, also when the cancellation came first or the order is amended later', () => {
    const order = bought({ orderId: 'o' });
    const amended = bought({ orderId: 'o', revision: 1 });
    expect(goodsAfter(order, cancelled('o', 'c-1'), amended).goods).toEqual([undefined]);
    expect(goodsAfter(cancelled('o'), order).goods).toEqual([undefined]);
    expect(goodsAfter(cancelled('o', 'c-1'), order).goods).toEqual([undefined]);
  });

  it('counts the same once delivered, whoever the delivery names and whenever it comes', () => {
    const order = bought({ orderId: 'o' });
    for (const customerId of ['c-1', 'c-2', undefined]) {
      const delivered = anEvent(purchaseDelivered, {
        data: { orderId: 'o', customerId },
        time: '2026-03-09T10:00:00Z',
      });
      expect(goodsAfter(delivered, order)).toEqual(goodsAfter(order));
      expect(goodsAfter(order, delivered)).toEqual(goodsAfter(order));
    }
  });

  it('of a guest counts for nobody', () => {
    expect(goodsAfter(bought({ orderId: 'o', customerId: undefined })).goods).toEqual([undefined]);
  });

  it('of price 0 counts', () => {
    expect(goodsAfter(bought({ orderId: 'o', totalMinor: 0 })).goods[0]?.amountMinor).toBe(0n);
  });

  it('cannot become the order of another customer', () => {
    const { goods, reasons } = goodsAfter(
      bought({ orderId: 'o' }),
      bought({ orderId: 'o', customerId: 'c-2', revision: 1 }),
    );
    expect(reasons).toEqual(['DUPLICATE_ORDER']);
    expect(goods[0]).toMatchObject({ customerId: 'c-1', revision: 0 });
  });

  it('is not cancelled by somebody who names another customer', () => {
    const order = bought({ orderId: 'o' });
    expect(goodsAfter(order, cancelled('o', 'c-2')).reasons).toEqual(['CUSTOMER_MISMATCH']);
    expect(goodsAfter(cancelled('o', 'c-2'), order).goods[0]).toMatchObject({ customerId: 'c-1' });
  });
});

describe('the purchase days of customers', () => {
  it('are days of the programme, not of UTC', () => {
    const { orders } = foldOrders(new Map(), [bought({ orderId: 'o', time: '2026-06-30T23:30:00Z' })]);
    expect(dayChanges(new Map(), orders, ZONE).map(({ day }) => isoDate(day))).toEqual(['2026-07-01']);
  });

  it('merge the orders of one day, and keep currencies apart', () => {
    const { orders } = foldOrders(new Map(), [
      bought({ orderId: 'a', totalMinor: 100 }),
      bought({ orderId: 'b', totalMinor: 50 }),
      bought({ orderId: 'c', totalMinor: 7, currency: 'EUR' }),
    ]);
    const found = dayChanges(new Map(), orders, ZONE).map(({ currency, orders: n, amountMinor }) => [
      currency,
      n,
      amountMinor,
    ]);
    expect(found).toEqual([
      ['EUR', 1, 7n],
      ['GBP', 2, 150n],
    ]);
  });

  it('are the same for every arrival order, splitting into chunks and duplication of the same accepted events', () => {
    const day = fc.integer({ min: 1, max: 4 });
    const anyPurchase = fc
      .record({
        order: fc.nat(5),
        revision: fc.nat(3),
        day,
        amount: fc.nat(500),
        currency: fc.constantFrom('GBP', 'EUR'),
      })
      .map(({ order, revision, day: d, amount, currency }) =>
        bought({
          orderId: `o-${order}`,
          customerId: `c-${order % 3}`,
          revision,
          totalMinor: amount,
          currency,
          time: `2026-03-0${d}T12:00:00Z`,
        }),
      );
    const anyEvents = fc
      .tuple(
        // One event per order and revision: a second one with other data is quarantined before it comes here.
        fc.uniqueArray(anyPurchase, { selector: ({ data }) => `${data.orderId} ${data.revision}`, maxLength: 14 }),
        fc.uniqueArray(fc.nat(5), { maxLength: 2 }),
      )
      .map(([purchases, cancellations]) => [...purchases, ...cancellations.map((order) => cancelled(`o-${order}`))]);
    const shuffledWithRepeats = anyEvents.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length, maxLength: 2 * events.length }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
      ),
    );
    fc.assert(
      fc.property(shuffledWithRepeats, ([events, arrived, sizes]) => {
        expect(streamed(arrived, sizes)).toEqual(streamed(events, [events.length + 1]));
      }),
      { numRuns: 200 },
    );
  });
});

/** Days after chunks of the given sizes (cycled), by key; days with nothing left are gone. */
function streamed(events: readonly Envelope[], sizes: readonly number[]): Map<string, string> {
  let known = new Map<string, ShopOrder>();
  const days = new Map<string, { orders: number; amountMinor: bigint }>();
  for (let from = 0, chunk = 0; from < events.length; chunk++) {
    const size = sizes[chunk % sizes.length] ?? 1;
    const { orders } = foldOrders(known, events.slice(from, from + size));
    from += size;
    for (const change of dayChanges(known, orders, ZONE)) {
      const key = `${change.customerId} ${change.currency} ${change.day}`;
      const day = days.get(key);
      // What the store relies on: only a day that is there already loses something.
      if (!change.known) expect(change.orders > 0 && change.amountMinor >= 0n).toBe(true);
      else expect(day).toBeDefined();
      const orderCount = (day?.orders ?? 0) + change.orders;
      const amountMinor = (day?.amountMinor ?? 0n) + change.amountMinor;
      expect(orderCount >= 0 && amountMinor >= 0n).toBe(true);
      days.set(key, { orders: orderCount, amountMinor });
    }
    known = new Map([...known, ...orders]);
  }
  return new Map(
    [...days]
      .filter(([, { orders }]) => orders > 0)
      .sort()
      .map(([key, day]) => [key, `${day.orders} ${day.amountMinor}`]),
  );
}
