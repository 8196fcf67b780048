import type { Delivery, Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob, type Clock } from '@perennial/service';

import { isBehind } from '../jobs/backlog.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { MemberMismatch } from './errors.js';
import type { ReconciliationMetrics } from './metrics.js';
import { reconcileNext } from './reconcile-next.js';

/** Between the turns of the job that lets time pass. */
const PATTERN = '3-59/10 * * * * *';
/** Much longer than a page takes. */
const LEASE_SECONDS = 60;
/** A tenth of the time at most: the rest is for what is not idle. */
const TURN_MS = 1_000;

/** Compares members with their facts, some at a time, while nothing else waits. Never changes what it finds. */
export function reconcileJob(
  db: Database,
  clock: Clock,
  log: Log,
  {
    programmes,
    delivery,
    metrics,
  }: {
    readonly programmes: ProgrammeStore;
    readonly delivery: Pick<Delivery, 'status'>;
    readonly metrics: ReconciliationMetrics;
  },
): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'reconcile',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      const asOf = clock();
      const goOn = () => !stop.aborted && !isBehind(delivery) && clock().getTime() - asOf.getTime() < TURN_MS;
      while (goOn() && (await prolong())) {
        const reconciled = await reconcileNext(db, { programmes, asOf });
        if (!reconciled) return;
        metrics.compared.inc(reconciled.compared);
        for (const mismatch of reconciled.found) {
          const { account, part } = mismatch;
          log.error('a member is not what the facts come to', { account, part, cause: new MemberMismatch(mismatch) });
        }
      }
    },
  });
}
