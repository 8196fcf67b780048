import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob } from '@perennial/service';

import { addUpDecisions } from '../queries/add-up-decisions.js';

/** Whoever asks reads a row for each transaction since. */
const PATTERN = '30 * * * * *';
const LEASE_SECONDS = 60;

/** Adds up what transactions have counted of campaigns. */
export function addUpDecisionsJob(db: Database, log: Log): LeasedJob {
  return new LeasedJob({
    ...{ db, log, job: 'add-up-decisions', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    work: () => addUpDecisions(db),
  });
}
