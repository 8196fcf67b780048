import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { runCampaigns } from './run-campaigns.js';

/** Nobody waits longer than that for an instant. */
const PATTERN = '*/15 * * * * *';
const LEASE_SECONDS = 60;

/** Makes the offers of campaigns whose instant has come. */
export function runCampaignsJob(db: Database, clock: Clock, log: Log, settings: CampaignSettings): LeasedJob {
  return new LeasedJob({
    ...{ db, log, job: 'run-campaigns', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    async work({ stop, prolong }) {
      const customers = await runCampaigns(db, settings, clock(), async () => !stop.aborted && (await prolong()));
      if (customers > 0) log.info('customers of scheduled campaigns answered', { customers });
    },
  });
}
