/** The purchase days of somebody in one currency: enough for every model, whatever the day it is asked. */
export interface PurchaseDays {
  /** Days with at least one order that counts, from 1. */
  readonly purchaseDays: number;
  /** Days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Minor units spent on the first day, and on all days. */
  readonly firstDayMinor: bigint;
  readonly totalMinor: bigint;
}

export interface PurchaseHistory extends PurchaseDays {
  readonly customerId: string;
  readonly currency: string;
}

/** The statistics the models are defined on; time in days. */
export interface PurchaseStatistics {
  /** x: purchase days after the first. */
  readonly frequency: number;
  /** t_x: from the first day to the last. */
  readonly recencyDays: number;
  /** T: from the first day to today, never less than `recencyDays`. */
  readonly ageDays: number;
  /** m_x: mean spend per day after the first, in minor units, not rounded; 0 when there is none. */
  readonly meanMinor: number;
}

/**
 * @param today days since 1970-01-01. A purchase may lie a day ahead, because shops' clocks differ: it counts as today's.
 */
export function statisticsOf(history: PurchaseDays, today: number): PurchaseStatistics {
  const frequency = history.purchaseDays - 1;
  const recencyDays = history.lastDay - history.firstDay;
  return {
    frequency,
    recencyDays,
    ageDays: Math.max(today - history.firstDay, recencyDays),
    meanMinor: frequency === 0 ? 0 : Number(history.totalMinor - history.firstDayMinor) / frequency,
  };
}
