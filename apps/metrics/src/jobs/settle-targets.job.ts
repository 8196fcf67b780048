import type { Log } from '@perennial/messaging';
import type { Database, Tx } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { keepOutcome, keepStart, keepTooMany } from '../store/queries/change-target.js';
import { listTargets } from '../store/queries/list-targets.js';
import { measure } from '../targets/read-progress.js';

/** Soon after a day is over, whatever the time zone, and when something can be told for the first time. */
const PATTERN = '0 */10 * * * *';
/** Longer than measuring one target takes. */
const LEASE_SECONDS = 120;

export interface TargetSettings {
  readonly timeZone: string;
  readonly minimumN: number;
}

/** Keeps where targets start, and what became of those whose last day is over: figures of past days still change. */
export function settleTargetsJob(db: Database, clock: Clock, log: Log, settings: TargetSettings): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'settle-targets',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    work: ({ stop, prolong }) => settleTargets(db, clock(), settings, async () => !stop.aborted && (await prolong())),
  });
}

/** @param goOn asked before each target */
export async function settleTargets(
  db: Tx,
  now: Date,
  { timeZone, minimumN }: TargetSettings,
  goOn: () => Promise<boolean>,
): Promise<void> {
  const today = isoDate(calendarDay(now.getTime(), timeZone));
  for (const target of await listTargets(db, 'undecided')) {
    const ended = today > target.dueOn;
    if (!ended && target.start) continue;
    // All parts were read to find that they are too many: once a day is often enough.
    if (target.tooManyOn === today) continue;
    if (!(await goOn())) return;
    const measured = await measure(db, target, today, minimumN);
    // Nothing is decided by what was not looked at: it says so until it is withdrawn, or its parts are fewer.
    if (measured.tooManyGroups) await keepTooMany(db, target.targetId, today);
    else if (ended) await keepOutcome(db, target.targetId, measured, now);
    else if (measured.value !== null) await keepStart(db, target.targetId, measured.value, today);
  }
}
