import { calibrationOf, dayNumber, PurchaseLog } from '@perennial/clv';

import type { Order } from './order-rows.js';

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

/** Gathers orders, in any order of days, for the models. */
export class PurchaseHistory {
  private readonly log = new PurchaseLog();

  /** @param cutoff last day that counts, YYYY-MM-DD; absent: the last day there is */
  constructor(private readonly cutoff?: string) {}

  add({ customerId, day, totalMinor }: Pick<Order, 'customerId' | 'day' | 'totalMinor'>): void {
    if (this.cutoff === undefined || day <= this.cutoff) this.log.add(customerId, dayNumber(day), totalMinor);
  }

  /** @param digits decimal digits of the currency */
  table(digits: number): HistoryTable {
    const cutDay = this.cutoff === undefined ? this.log.lastDay : dayNumber(this.cutoff);
    const { x, tx, T, m } = calibrationOf(this.log, cutDay);
    return { x, tx, T, m: m.map((minor) => minor / 10 ** digits) };
  }
}
