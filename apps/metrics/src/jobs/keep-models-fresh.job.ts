import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import { countWaitingMessages } from '../store/queries/count-waiting-messages.js';
import type { Fit } from './fit-in-worker.js';
import { fitStatesOf } from './fit-states.js';
import { publishNextBatch } from './publish-generation.js';
import { refitModels } from './refit-models.js';

/** How often it is asked whether there is something to do. Whether there is depends on what is stored only. */
const PATTERN = '*/15 * * * * *';
/** Longer than a fit of millions of customers, so that nobody else starts the same one. */
const LEASE_SECONDS = 120;
/** Projections wait while the outbox is this full: what events cause goes first. */
const OUTBOX_LIMIT = 5_000;

/** Fits the models when there is a reason to, and sends everybody the projections of the newest ones. */
export function keepModelsFreshJob(
  db: Database,
  clock: Clock,
  log: Log,
  { timeZone, source, fit }: { readonly timeZone: string; readonly source: string; readonly fit: Fit },
): LeasedJob {
  const states = fitStatesOf(db);
  return new LeasedJob({
    db,
    log,
    job: 'keep-models-fresh',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      const outcome = await refitModels(db, { now: clock(), timeZone, states, fit, stop });
      if (outcome) log.info('models fitted', outcome);
      for (let more = true; more && !stop.aborted;) {
        if ((await countWaitingMessages(db)) > OUTBOX_LIMIT) return;
        if (!(await prolong())) return;
        more = await publishNextBatch(db, { now: clock(), timeZone, source });
      }
    },
  });
}
