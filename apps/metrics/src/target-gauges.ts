import type { Tx } from '@perennial/persistence';

import { calendarDay, isoDate } from './domain/calendar-day.js';
import type { GaugeValue, KeptGauge } from './gauge.js';
import type { TargetSettings } from './jobs/settle-targets.job.js';
import { listTargets } from './store/queries/list-targets.js';
import { readProgress } from './targets/read-progress.js';

const STATUS: KeptGauge = {
  name: 'loyalty_target_status',
  help: 'How a target stands: 1 of the status it has. The same in every instance.',
  labels: ['target', 'metric', 'status'],
};

export const TARGET_GAUGES: readonly KeptGauge[] = [STATUS];

/** Measures every target: figures may be of a million answers each. */
export async function readTargetGauges(
  db: Tx,
  now: Date,
  { timeZone, minimumN }: TargetSettings,
): Promise<GaugeValue[]> {
  const today = isoDate(calendarDay(now.getTime(), timeZone));
  const told: GaugeValue[] = [];
  for (const target of await listTargets(db, 'all')) {
    const { targetId, metric, status } = await readProgress(db, target, today, minimumN);
    told.push({ name: STATUS.name, labels: { target: targetId, metric, status }, value: 1 });
  }
  return told;
}
