import { compareUtf8 } from '@perennial/contracts';

import { calendarDay } from './calendar-day.js';
import { countedGoods, type ShopOrder } from './shop-order.js';

/** By how much one purchase day of a customer changes. */
export interface DayChange {
  readonly customerId: string;
  readonly currency: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Orders that count, may be below 0. */
  readonly orders: number;
  /** Minor units, may be below 0. */
  readonly amountMinor: bigint;
  /** Whether the day was there before: an order on it was amended, moved or cancelled. */
  readonly known: boolean;
}

/**
 * What the days of the customers gain and lose when orders change: what each order counted for is taken away, what it
 * counts for now is added. So a day's content is always the sum over the orders as they are, however they got there.
 *
 * @param timeZone whose calendar days are meant
 * @returns sorted by customer, currency and day, one element per day
 */
export function dayChanges(
  before: ReadonlyMap<string, ShopOrder>,
  now: ReadonlyMap<string, ShopOrder>,
  timeZone: string,
): DayChange[] {
  const days = new Map<string, DayChange>();
  const add = (order: ShopOrder | undefined, sign: 1 | -1) => {
    const goods = order && countedGoods(order);
    if (!goods) return;
    const { customerId, currency } = goods;
    const day = calendarDay(goods.placedAt, timeZone);
    const key = `${day} ${currency} ${customerId}`;
    const sum = days.get(key) ?? { customerId, currency, day, orders: 0, amountMinor: 0n, known: false };
    days.set(key, {
      ...sum,
      orders: sum.orders + sign,
      amountMinor: sum.amountMinor + BigInt(sign) * goods.amountMinor,
      known: sum.known || sign < 0,
    });
  };
  for (const [orderId, order] of now) {
    add(before.get(orderId), -1);
    add(order, 1);
  }
  return [...days.values()]
    .filter(({ orders, amountMinor }) => orders !== 0 || amountMinor !== 0n)
    .sort((a, b) => compareUtf8(a.customerId, b.customerId) || compareUtf8(a.currency, b.currency) || a.day - b.day);
}
