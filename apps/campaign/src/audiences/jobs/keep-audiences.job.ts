import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { keepAudiences } from './keep-audiences.js';

const PATTERN = '*/15 * * * * *';
const LEASE_SECONDS = 60;

/** Brings audiences in line with the programme document, and tells what is no news any more. */
export function keepAudiencesJob(db: Database, clock: Clock, log: Log, { programme }: CampaignSettings): LeasedJob {
  return new LeasedJob({
    ...{ db, log, job: 'keep-audiences', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    async work({ stop, prolong }) {
      const customers = await keepAudiences(db, programme, clock(), async () => !stop.aborted && (await prolong()));
      if (customers > 0) log.info('audiences told afterwards', { customers });
    },
  });
}
