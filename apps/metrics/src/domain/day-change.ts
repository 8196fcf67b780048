import { compareUtf8 } from '@perennial/contracts';
import { countedGoods, type Order } from '@perennial/orders';

import { calendarDay } from './calendar-day.js';

/** By how much one purchase day of a person changes. */
export interface DayChange {
  readonly customerId: string;
  readonly currency: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Orders that count, may be below 0. */
  readonly orders: number;
  /** Minor units, net of returns; may be below 0. */
  readonly amountMinor: bigint;
  /** Whether the day was there before: an order on it was amended, moved, returned or cancelled. */
  readonly known: boolean;
}

/**
 * What the days of persons gain and lose when orders change: what each order counted for is taken away, what it
 * counts for now is added. So a day's content is always the sum over the orders as they are, however they got there. A
 * return changes the day of its purchase, not the day on which it was made.
 *
 * @param timeZone whose calendar days are meant
 * @param personOf the record whose days those of a customer are
 * @returns sorted by customer, currency and day, one element per day
 */
export function dayChanges(
  before: ReadonlyMap<string, Order>,
  now: ReadonlyMap<string, Order>,
  timeZone: string,
  personOf: (customerId: string) => string,
): DayChange[] {
  const days = new Map<string, DayChange>();
  const add = (order: Order | undefined, sign: 1 | -1) => {
    const goods = order && countedGoods(order);
    if (!goods) return;
    const { currency } = goods;
    const customerId = personOf(goods.customerId);
    const day = calendarDay(goods.placedAt, timeZone);
    const key = `${day} ${currency} ${customerId}`;
    const sum = days.get(key) ?? { customerId, currency, day, orders: 0, amountMinor: 0n, known: false };
    days.set(key, {
      ...sum,
      orders: sum.orders + sign,
      amountMinor: sum.amountMinor + BigInt(sign) * goods.netMinor,
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
