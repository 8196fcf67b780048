import type { Database } from '@perennial/persistence';
import type { Clock } from '@perennial/service';
import { Gauge, type Registry } from 'prom-client';

import { calendarDay, isoDate } from './domain/calendar-day.js';
import type { TargetSettings } from './jobs/settle-targets.job.js';
import { listTargets } from './store/queries/list-targets.js';
import { readProgress, type TargetNow } from './targets/read-progress.js';

/** Figures are read for this long only once: they may be of a million answers each, and Prometheus asks every few seconds. */
const KEPT_MS = 300_000;

/** Tells Prometheus how targets stand, up to five minutes ago. When it cannot be read, the last numbers stay. */
export function registerTargetGauges(registry: Registry, db: Database, clock: Clock, settings: TargetSettings): void {
  let known: readonly TargetNow[] = [];
  let readAt = -Infinity;
  new Gauge({
    name: 'loyalty_target_status',
    help: 'How a target stands: 1 of the status it has. The same in every instance.',
    labelNames: ['target', 'metric', 'status'],
    registers: [registry],
    async collect() {
      if (performance.now() - readAt >= KEPT_MS) {
        readAt = performance.now();
        known = await read(db, clock(), settings).catch(() => known);
      }
      this.reset();
      for (const { targetId: target, metric, status } of known) this.set({ target, metric, status }, 1);
    },
  });
}

async function read(db: Database, now: Date, { timeZone, minimumN }: TargetSettings): Promise<TargetNow[]> {
  const today = isoDate(calendarDay(now.getTime(), timeZone));
  const told: TargetNow[] = [];
  for (const target of await listTargets(db, 'all')) told.push(await readProgress(db, target, today, minimumN));
  return told;
}
