import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { forgetOldAnswers } from './answered-commands.js';
import type { Clock } from './clock.js';
import { LeasedJob } from './leased-job.js';

/** Once a day, while it is quiet. */
const PATTERN = '0 17 3 * * *';
/** Longer than a batch of 10,000 takes. */
const LEASE_SECONDS = 60;

/** Forgets what commands were answered more than 30 days ago. */
export function forgetAnswersJob(db: Database, clock: Clock, log: Log): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'forget-answers',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      while (!stop.aborted && (await prolong())) if ((await forgetOldAnswers(db, clock())) === 0) return;
    },
  });
}
