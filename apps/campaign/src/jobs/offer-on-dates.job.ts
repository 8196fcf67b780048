import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { offerOnDates } from './offer-on-dates.js';

/** Birthdays begin at midnight somewhere: nobody waits for longer. */
const PATTERN = '*/15 * * * * *';
const LEASE_SECONDS = 60;

/** Makes the offers for birthdays and anniversaries when their time has come. */
export function offerOnDatesJob(db: Database, clock: Clock, log: Log, settings: CampaignSettings): LeasedJob {
  return new LeasedJob({
    ...{ db, log, job: 'offer-on-dates', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    async work({ stop, prolong }) {
      const customers = await offerOnDates(db, settings, clock(), async () => !stop.aborted && (await prolong()));
      if (customers > 0) log.info('dates of customers answered', { customers });
    },
  });
}
