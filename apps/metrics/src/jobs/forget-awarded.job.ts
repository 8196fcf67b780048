import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob } from '@perennial/service';

import { forgetAwarded } from '../store/queries/note-awarded.js';

/** Once a day, while it is quiet. */
const PATTERN = '0 37 3 * * *';
/** Longer than deleting the purchases of a day takes. */
const LEASE_SECONDS = 300;

/** Drops purchases and awards whose other side cannot come any more. */
export function forgetAwardedJob(db: Database, log: Log): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'forget-awarded',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    work: () => forgetAwarded(db),
  });
}
