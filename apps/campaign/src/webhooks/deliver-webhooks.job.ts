import { LeasedJob } from '@perennial/service';

import { deliverDue, type Sending } from './deliver-due.js';

const PATTERN = '* * * * * *';
/** Prolonged every second while something is sent. */
const LEASE_SECONDS = 30;

/** Sends webhooks, within about a second after they are owed. */
export function deliverWebhooksJob(sending: Sending): LeasedJob {
  return new LeasedJob({
    db: sending.db,
    log: sending.log,
    job: 'deliver-webhooks',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    work: (turn) => deliverDue(sending, turn),
  });
}
