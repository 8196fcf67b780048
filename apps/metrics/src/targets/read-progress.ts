import type { Tx } from '@perennial/persistence';

import { dayOfIso, isoDate } from '../domain/calendar-day.js';
import { progressOf, type Measurement, type Progress } from '../domain/target.js';
import { isOfPeople, targetMetric, type TargetMetricName } from './target-metrics.js';
import type { Target, WantedTarget } from './target.js';

export interface TargetNow extends Target, Progress {
  readonly now: Measurement;
  /** Whether it is decided: the last day is over and was measured. */
  readonly final: boolean;
}

/** How a target stands. @param today YYYY-MM-DD */
export async function readProgress(tx: Tx, target: Target, today: string, minimum: number): Promise<TargetNow> {
  const { outcome } = target;
  const now = outcome ? decided(target.metric, outcome) : await measure(tx, target, today, minimum);
  return progressBy(target, now, today);
}

/** What is kept of a figure of people has their number, 0 where there was nobody, and none where it was suppressed. */
function decided(metric: TargetMetricName, { value, n }: NonNullable<Target['outcome']>): Measurement {
  return { value, n, suppressed: n === null && isOfPeople(metric), tooManyGroups: false };
}

/** The same where it is measured already. */
export function progressBy(target: Target, now: Measurement, today: string): TargetNow {
  return { ...target, now, ...progressOf(target, now.value, today), final: target.outcome !== undefined };
}

/** The figure a target is about, of its days up to today, or up to its last day when that is over. */
export function measure(
  tx: Tx,
  { metric, days, dueOn, currency, group }: WantedTarget,
  today: string,
  minimum: number,
): Promise<Measurement> {
  const to = today < dueOn ? today : dueOn;
  const window = { from: isoDate(dayOfIso(to) - days + 1), to };
  return targetMetric(metric).measure(tx, { window, currency, group, today: dayOfIso(today), minimum });
}
