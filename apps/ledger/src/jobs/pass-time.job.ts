import type { Delivery, DeliveryStatus, Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import type { ProgrammeStore } from '../programme/programme.store.js';
import { countWaitingMessages } from '../store/queries/count-waiting-messages.js';
import { isBehind } from './backlog.js';
import { passTimeOfDue } from './pass-time-of-due.js';

const PATTERN = '*/5 * * * * *';
/** Much longer than a batch takes. */
const LEASE_SECONDS = 60;
/** What a turn does is booked at its beginning, so it must not go on for ever: the rest is for the next one. */
const TURN_MS = 60_000;
/** When thousands expire at once, what events cause goes first: the rest waits while the outbox is this full. */
const OUTBOX_LIMIT = 5_000;

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
  let saidOf = '';
  /** Once for each partition that halts, not at every turn. */
  const sayWithoutWhat = ({ halted }: DeliveryStatus) => {
    const partitions = halted.map(({ topic, partition }) => `${topic}/${partition}`);
    if (partitions.length > 0 && saidOf !== String(partitions))
      log.warn('time passes without what waits in halted partitions', { partitions });
    saidOf = String(partitions);
  };
  return new LeasedJob({
    db,
    log,
    job: 'pass-time',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      if (isBehind(delivery)) return;
      sayWithoutWhat(delivery.status());
      const asOf = clock();
      const goOn = async () => {
        delivery.wakePublisher();
        const turnIsOver = stop.aborted || clock().getTime() - asOf.getTime() > TURN_MS;
        return (
          !turnIsOver && !isBehind(delivery) && (await countWaitingMessages(db)) <= OUTBOX_LIMIT && (await prolong())
        );
      };
      const { members, failed } = await passTimeOfDue(db, { programmes, asOf, source, goOn });
      if (members > 0) log.debug('time has passed for members', { members, asOf });
      for (const { account, error } of failed) log.error('time cannot pass for a member', { account, cause: error });
    },
  });
}
