import type { Log } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { LeasedJob } from '@perennial/service';

import type { GaugeValue } from '../gauge.js';
import { isReadRecently, keepGaugeReading } from '../store/queries/keep-gauge-reading.js';

/** Every minute, where reading is cheap. */
const PATTERN = '15 * * * * *';
/** Less than a minute, so that the next turn is anybody's. A reading that takes longer may be made twice, which is harmless. */
const LEASE_SECONDS = 50;

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
    work: () => readGauges(db, reading),
  });
}

/** Reads anew what was not read recently. */
export async function readGauges(db: Tx, { reading, read }: Reading): Promise<void> {
  if (await isReadRecently(db, reading)) return;
  const startedAt = performance.now();
  const gauges = await read();
  await keepGaugeReading(db, reading, gauges, performance.now() - startedAt);
}
