import type { Delivery, Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import type { ProgrammeStore } from '../programme/programme.store.js';
import { countWaitingMessages } from '../store/queries/count-waiting-messages.js';
import { passTimeOfDue } from './pass-time-of-due.js';

const PATTERN = '*/5 * * * * *';
/** Much longer than a batch takes. */
const LEASE_SECONDS = 60;
/** What a turn does is booked at its beginning, so it must not go on for ever: the rest is for the next one. */
const TURN_MS = 60_000;
/** When thousands expire at once, what events cause goes first: the rest waits while the outbox is this full. */
const OUTBOX_LIMIT = 5_000;
/**
 * While so many records wait, time waits too: in a backfill they are of the past, and every fact from before what time has
 * done already has its member folded again.
 */
const BACKLOG = 500n;

/** Does what time alone does, a few seconds after its instant: balances that are asked for do not wait for it. */
export function passTimeJob(
  db: Database,
  clock: Clock,
  log: Log,
  {
    programmes,
    delivery,
    source,
  }: {
    readonly programmes: ProgrammeStore;
    readonly delivery: Pick<Delivery, 'wakePublisher' | 'status'>;
    readonly source: string;
  },
): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'pass-time',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      const isBehind = () => (delivery.status().lag ?? 0n) > BACKLOG;
      if (isBehind()) return;
      const asOf = clock();
      const goOn = async () => {
        delivery.wakePublisher();
        const turnIsOver = stop.aborted || clock().getTime() - asOf.getTime() > TURN_MS;
        return !turnIsOver && !isBehind() && (await countWaitingMessages(db)) <= OUTBOX_LIMIT && (await prolong());
      };
      const { members, failed } = await passTimeOfDue(db, { programmes, asOf, source, goOn });
      if (members > 0) log.debug('time has passed for members', { members, asOf });
      for (const { account, error } of failed) log.error('time cannot pass for a member', { account, cause: error });
    },
  });
}
