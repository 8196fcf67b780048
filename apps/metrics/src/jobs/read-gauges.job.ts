import type { Log } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { LeasedJob, type Turn } from '@perennial/service';

import type { GaugeValue } from '../gauge.js';
import { isReadRecently, keepGaugeReading } from '../store/queries/keep-gauge-reading.js';

/** Every minute, where reading is cheap. */
const PATTERN = '15 * * * * *';
/** Less than a minute, so that the next turn is anybody's. */
const LEASE_SECONDS = 50;
/** So that one that is late, or fails, loses nothing. */
const PROLONG_MS = (LEASE_SECONDS * 1000) / 3;

/** What is read at once for Prometheus. */
export interface Reading {
  /** Names it: `programme`. */
  readonly reading: string;
  readonly read: () => Promise<readonly GaugeValue[]>;
}

/** Keeps what Prometheus is told, so that a scrape need not work it out. */
export function readGaugesJob(db: Tx, log: Log, reading: Reading): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: `read-gauges-of-${reading.reading}`,
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    work: ({ prolong }) => whileProlonged({ prolong, log }, () => readGauges(db, reading)),
  });
}

/** Keeps the lease for as long as something is worked out in one piece. Were it lost, two would do it, which is harmless. */
export async function whileProlonged(
  { prolong, log }: Pick<Turn, 'prolong'> & { readonly log: Log },
  work: () => Promise<void>,
): Promise<void> {
  const timer = setInterval(() => {
    prolong().catch((error: unknown) => log.debug('a lease could not be prolonged', { cause: error }));
  }, PROLONG_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** Reads anew what was not read recently. */
export async function readGauges(db: Tx, { reading, read }: Reading): Promise<void> {
  if (await isReadRecently(db, reading)) return;
  const startedAt = performance.now();
  const gauges = await read();
  await keepGaugeReading(db, reading, gauges, performance.now() - startedAt);
}
