import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import { dropDeletedEndpoints, dropOldDeliveries } from './queries/drop-old-deliveries.js';

/** Once a day, while it is quiet. */
const PATTERN = '0 47 3 * * *';
/** Longer than a batch of 10,000 takes. */
const LEASE_SECONDS = 60;

/** Removes deliveries that were owed more than 30 days ago, whatever became of them, and those of deleted endpoints. */
export function dropOldDeliveriesJob(db: Database, clock: Clock, log: Log): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'drop-old-deliveries',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      for (const drop of [() => dropOldDeliveries(db, clock()), () => dropDeletedEndpoints(db)])
        while (!stop.aborted && (await prolong())) if ((await drop()) === 0) break;
    },
  });
}
