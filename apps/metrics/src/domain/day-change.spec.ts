import { countedGoods, type Order } from '@perennial/orders';
import fc from 'fast-check';

import { isoDate } from './calendar-day.js';
import { dayChanges } from './day-change.js';

const ZONE = 'Europe/London';

interface Known {
  readonly orderId: string;
  readonly customerId?: string | undefined;
  readonly totalMinor?: number;
  readonly returnedMinor?: number;
  readonly currency?: string;
  readonly time?: string;
  readonly cancelled?: boolean;
}

const order = (known: Known): Order => {
  const { orderId, totalMinor = 1000, returnedMinor = 0, currency = 'GBP', time = '2026-03-10T10:00:00Z' } = known;
  const customerId = 'customerId' in known ? known.customerId : 'c-1';
  return {
    orderId,
    goods: {
      ...(customerId !== undefined && { customerId }),
      ...{ revision: 0, currency, totalMinor: BigInt(totalMinor), placedAt: Date.parse(time) },
    },
    returnedMinor: BigInt(returnedMinor),
    returnedQuantities: new Map(),
    cancelled: known.cancelled ?? false,
    forgotten: false,
  };
};
const known = (...orders: readonly Order[]) => new Map(orders.map((each) => [each.orderId, each]));
const itself = (customerId: string) => customerId;
const changed = (before: readonly Order[], now: readonly Order[], personOf = itself) =>
  dayChanges(known(...before), known(...now), ZONE, personOf);

describe('the purchase days of persons', () => {
  it('are days of the programme, not of UTC', () => {
    const late = order({ orderId: 'o', time: '2026-06-30T23:30:00Z' });
    expect(changed([], [late]).map(({ day }) => isoDate(day))).toEqual(['2026-07-01']);
  });

  it('merge the orders of one day, and of all records of one person, and keep currencies apart', () => {
    const orders = [
      order({ orderId: 'a', totalMinor: 100 }),
      order({ orderId: 'b', totalMinor: 50, customerId: 'c-2' }),
      order({ orderId: 'c', totalMinor: 7, currency: 'EUR' }),
    ];
    const found = changed([], orders, () => 'c-1');
    expect(
      found.map(({ customerId, currency, orders: n, amountMinor }) => [customerId, currency, n, amountMinor]),
    ).toEqual([
      ['c-1', 'EUR', 1, 7n],
      ['c-1', 'GBP', 2, 150n],
    ]);
  });

  it.each([
    [
      'lose what came back of an order, on the day of its purchase',
      { returnedMinor: 300 },
      { orders: 0, amountMinor: -300n },
    ],
    ['lose an order that came back as a whole', { returnedMinor: 1000 }, { orders: -1, amountMinor: -1000n }],
    ['lose a cancelled order', { cancelled: true }, { orders: -1, amountMinor: -1000n }],
    ['gain what an amendment added', { totalMinor: 1200 }, { orders: 0, amountMinor: 200n }],
  ])('%s', (_title, change, expected) => {
    const found = changed([order({ orderId: 'o' })], [order({ orderId: 'o', ...change })]);
    expect(found).toMatchObject([{ ...expected, known: true }]);
  });

  it('change for nobody by the order of a guest', () => {
    expect(changed([], [order({ orderId: 'o', customerId: undefined })])).toEqual([]);
  });

  it('sum to the orders as they are, however these got there; and only a day that is there loses something', () => {
    const any = fc.record({
      orderId: fc.constantFrom('o-1', 'o-2', 'o-3'),
      customerId: fc.constantFrom('c-1', 'c-2', undefined),
      totalMinor: fc.nat(500),
      returnedMinor: fc.constantFrom(0, 0, 100, 500),
      currency: fc.constantFrom('GBP', 'EUR'),
      time: fc.integer({ min: 1, max: 4 }).map((day) => `2026-03-0${day}T12:00:00Z`),
      cancelled: fc.constantFrom(false, false, true),
    });
    fc.assert(
      fc.property(fc.array(fc.array(any, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (steps) => {
        let orders = new Map<string, Order>();
        const days = new Map<string, { orders: number; amountMinor: bigint }>();
        for (const step of steps) {
          const now = known(...step.map(order));
          for (const change of dayChanges(orders, now, ZONE, itself)) {
            const key = `${change.customerId} ${change.currency} ${isoDate(change.day)}`;
            const day = days.get(key);
            // What the store relies on.
            if (!change.known) expect(change.orders > 0 && change.amountMinor >= 0n).toBe(true);
            else expect(day).toBeDefined();
            const orderCount = (day?.orders ?? 0) + change.orders;
            const amountMinor = (day?.amountMinor ?? 0n) + change.amountMinor;
            expect(orderCount >= 0 && amountMinor >= 0n).toBe(true);
            days.set(key, { orders: orderCount, amountMinor });
          }
          orders = new Map([...orders, ...now]);
        }
        expect(new Map([...days].filter(([, day]) => day.orders > 0).sort())).toEqual(sums([...orders.values()]));
      }),
    );
  });
});

function sums(orders: readonly Order[]): Map<string, { orders: number; amountMinor: bigint }> {
  const days = new Map<string, { orders: number; amountMinor: bigint }>();
  for (const goods of orders.flatMap((each) => countedGoods(each) ?? [])) {
    const key = `${goods.customerId} ${goods.currency} ${new Date(goods.placedAt).toISOString().slice(0, 10)}`;
    const day = days.get(key) ?? { orders: 0, amountMinor: 0n };
    days.set(key, { orders: day.orders + 1, amountMinor: day.amountMinor + goods.netMinor });
  }
  return new Map([...days].sort());
}
