import type { Database, Tx } from '@perennial/persistence';

import { findIncompleteBooking } from '../queries/find-incomplete-booking.js';
import { findMisplacedBooking } from '../queries/find-misplaced-booking.js';
import { findNumberingGap } from '../queries/find-numbering-gap.js';
import { findUntoldAdjustment } from '../queries/find-untold-adjustment.js';
import type { TrustedKeys } from '../signing-key.js';
import { checkAuditLog } from './check-audit-log.js';
import { checkCheckpoints } from './check-checkpoints.js';
import { checkDocuments } from './check-documents.js';
import { checkPublished, type Published } from './check-published.js';
import { checkRoots } from './check-roots.js';
import { checkTransfers } from './check-transfers.js';
import { Differences, sealChecks, type Difference, type SealCheck } from './differences.js';

export interface SealVerification {
  readonly ok: boolean;
  /** How many were checked. */
  readonly transfers: bigint;
  readonly bookings: bigint;
  readonly checkpoints: bigint;
  readonly auditEntries: bigint;
  /** How many published ones were compared; absent: none were to be. */
  readonly published?: bigint;
  /** What was checked. */
  readonly checked: readonly string[];
  readonly firstDifference?: Difference;
}

export interface VerifyOptions {
  /** Checkpoints kept outside the database: without them, one that was replaced whole by an older one looks well. */
  readonly published?: Published | undefined;
  /** Told how many transfers are done, for long work. */
  readonly onProgress?: ((done: bigint) => void) | undefined;
}

/**
 * Computes every hash from the rows again, from the signatures down to the single transfer, and compares. Reads all of
 * one moment: what is booked or sealed meanwhile is in none of it.
 *
 * @param keys whose signatures are believed; from outside the database, or they prove nothing
 */
export async function verifySeals(
  db: Database,
  keys: TrustedKeys,
  { published, onProgress = () => {} }: VerifyOptions = {},
): Promise<SealVerification> {
  const differences = new Differences();
  const noteIfAny = (check: SealCheck, detail: string | undefined) => {
    if (detail !== undefined) differences.note(check, detail);
  };
  const counts = await db.snapshot(async (tx) => {
    await readAllRows(tx);
    const checkpoints = await checkCheckpoints(tx, keys, differences);
    const compared = published && (await checkPublished(tx, published, keys, checkpoints, differences));
    noteIfAny('waiting', await findMisplacedBooking(tx));
    const bookings = await checkRoots(tx, differences);
    const transfers = await checkTransfers(tx, differences, onProgress);
    noteIfAny('complete', await findIncompleteBooking(tx));
    noteIfAny('numbers', await findNumberingGap(tx));
    const auditEntries = await checkAuditLog(tx, differences);
    // A log that was changed tells nothing.
    if (!differences.has('audit')) noteIfAny('adjustments', await findUntoldAdjustment(tx));
    await checkDocuments(tx, differences);
    return {
      transfers,
      bookings,
      checkpoints,
      auditEntries,
      ...(compared === undefined ? {} : { published: compared }),
    };
  });
  const firstDifference = differences.first();
  const checks = (Object.keys(sealChecks) as SealCheck[]).filter((check) => check !== 'published' || published);
  return {
    ok: firstDifference === undefined,
    ...counts,
    checked: checks.map((check) => sealChecks[check]),
    ...(firstDifference ? { firstDifference } : {}),
  };
}

async function readAllRows(tx: Tx): Promise<void> {
  // So plan for all of them; and from the first one, so that the first difference is the same each time.
  await tx.query('set local cursor_tuple_fraction = 1');
  await tx.query('set local synchronize_seqscans = off');
}
