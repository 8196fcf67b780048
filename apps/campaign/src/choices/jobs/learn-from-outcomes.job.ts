import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { LeasedJob, type Clock } from '@perennial/service';

import { learnPolicies } from '../queries/learn-policies.js';

/** Offers are valid for days: what has ended in ten minutes changes little. */
const PATTERN = '0 */10 * * * *';
const LEASE_SECONDS = 300;

/** Has campaigns with several offers learn from what was redeemed and what ended unused. */
export function learnFromOutcomesJob(db: Database, clock: Clock, log: Log, { campaigns }: Programme): LeasedJob {
  const choosing = campaigns.flatMap(({ id, offers }) => (offers ? [id] : []));
  return new LeasedJob({
    ...{ db, log, job: 'learn-from-outcomes', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    async work() {
      for (const learnt of await learnPolicies(db, choosing, clock()))
        log.info('a campaign has learnt from its offers', { ...learnt });
    },
  });
}
