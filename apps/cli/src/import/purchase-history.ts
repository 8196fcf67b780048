import type { Order } from './order-rows.js';
import { RepeatCounter } from './repeat-counter.js';

/** What the models of customer lifetime value need of a shop's history; one element per customer in each array. */
export interface HistoryTable {
  /** Purchase days after the first. */
  readonly x: Float64Array;
  /** Weeks (days / 7) from the first to the last purchase day. */
  readonly tx: Float64Array;
  /** Weeks from the first purchase day to the cut. */
  readonly T: Float64Array;
  /** Mean amount of the purchase days after the first, in major units of the currency; 0 where there is none. */
  readonly m: Float64Array;
}

interface Customer {
  firstDay: number;
  lastDay: number;
  days: number;
  totalMinor: number;
  firstDayMinor: number;
}

const DAYS_PER_WEEK = 7;
const DAY_MS = 86_400_000;

/**
 * Gathers orders into one small record per customer: a purchase is a customer-day, so orders of one day are one
 * purchase and their amounts are added. Orders may come in any order of days.
 */
export class PurchaseHistory {
  private readonly customers = new Map<string, Customer>();
  private readonly customerDays = new RepeatCounter();
  private lastDay = -Infinity;

  /** @param cutoff last day that counts, YYYY-MM-DD; absent: the last day there is */
  constructor(private readonly cutoff?: string) {}

  add(order: Pick<Order, 'customerId' | 'day' | 'totalMinor'>): void {
    if (this.cutoff !== undefined && order.day > this.cutoff) return;
    const day = dayNumber(order.day);
    const newDay = this.customerDays.next(`${order.day}\0${order.customerId}`) === 0;
    this.lastDay = Math.max(this.lastDay, day);
    const customer = this.customers.get(order.customerId);
    if (!customer) {
      const { totalMinor } = order;
      this.customers.set(order.customerId, {
        firstDay: day,
        lastDay: day,
        days: 1,
        totalMinor,
        firstDayMinor: totalMinor,
      });
      return;
    }
    customer.totalMinor += order.totalMinor;
    if (newDay) customer.days += 1;
    if (day < customer.firstDay) {
      customer.firstDay = day;
      customer.firstDayMinor = order.totalMinor;
    } else if (day === customer.firstDay) {
      customer.firstDayMinor += order.totalMinor;
    }
    customer.lastDay = Math.max(customer.lastDay, day);
  }

  /** @param digits decimal digits of the currency */
  table(digits: number): HistoryTable {
    const size = this.customers.size;
    const x = new Float64Array(size);
    const tx = new Float64Array(size);
    const T = new Float64Array(size);
    const m = new Float64Array(size);
    const cut = this.cutoff === undefined ? this.lastDay : dayNumber(this.cutoff);
    let i = 0;
    for (const { firstDay, lastDay, days, totalMinor, firstDayMinor } of this.customers.values()) {
      x[i] = days - 1;
      tx[i] = (lastDay - firstDay) / DAYS_PER_WEEK;
      T[i] = (cut - firstDay) / DAYS_PER_WEEK;
      m[i] = days > 1 ? (totalMinor - firstDayMinor) / (days - 1) / 10 ** digits : 0;
      i += 1;
    }
    return { x, tx, T, m };
  }
}

/** Days since 1970. */
function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}
