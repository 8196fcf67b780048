import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import type { Fit } from './fit-in-worker.js';
import { refitRecommendations } from './refit-recommendations.js';

/** Every minute it is asked whether there is something to do: of millions of orders, their number alone takes a second. */
const PATTERN = '20 * * * * *';
/** Longer than each of reading, fitting and storing a million orders takes. */
const LEASE_SECONDS = 300;

/** Makes the recommendations anew when there is a reason to. */
export function keepRecommendationsFreshJob(
  db: Database,
  clock: Clock,
  log: Log,
  { fit }: { readonly fit: Fit },
): LeasedJob {
  return new LeasedJob({
    ...{ db, log, job: 'keep-recommendations-fresh', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    async work({ stop, prolong }) {
      const outcome = await refitRecommendations(db, { now: clock(), fit, stop, prolong });
      if (outcome) log.info('recommendations fitted', outcome);
    },
  });
}
