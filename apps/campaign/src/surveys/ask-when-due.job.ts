import { writeOutbox, type Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { lockPersons } from '../jobs/lock-persons.js';
import { decideDue } from './decide-due.js';
import { listDueCustomers } from './queries/list-due.js';

const PATTERN = '*/15 * * * * *';
const LEASE_SECONDS = 60;
/** Requests of one transaction: their customers are locked meanwhile, and chunks that name them wait. */
const BATCH = 500;

/** Asks customers when the days after what happened are over. */
export function askWhenDueJob(
  db: Database,
  clock: Clock,
  log: Log,
  settings: Pick<CampaignSettings, 'programme'>,
): LeasedJob {
  return new LeasedJob({
    ...{ db, log, job: 'ask-when-due', pattern: PATTERN, leaseSeconds: LEASE_SECONDS },
    async work({ stop, prolong }) {
      const asked = await askWhenDue(db, settings, clock(), async () => !stop.aborted && (await prolong()));
      if (asked > 0) log.info('customers asked to answer surveys', { asked });
    },
  });
}

/**
 * Decides about all requests whose time has come. Whoever was decided about is left out, so it does not matter how often it is done.
 *
 * @param goOn asked before each batch
 * @returns how many customers are asked
 */
export async function askWhenDue(
  db: Database,
  { programme }: Pick<CampaignSettings, 'programme'>,
  now: Date,
  goOn: () => Promise<boolean> = async () => true,
): Promise<number> {
  let asked = 0;
  while (await goOn()) {
    const due = await listDueCustomers(db, now, BATCH);
    if (due.length === 0) break;
    asked += await db.transaction(async (tx) => {
      // What was of the others has moved with them, or is gone.
      const messages = await decideDue(tx, await lockPersons(tx, due), { programme, now });
      await writeOutbox(tx, messages, CAMPAIGN_SOURCE);
      return messages.length;
    });
  }
  return asked;
}
