import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import { LeasedJob } from '@perennial/service';

import { couponOf } from '../claim-codes.js';
import type { CodeVault } from '../code-vault.js';
import { insertCoupons } from '../queries/insert-coupons.js';
import { takePlainCodes } from '../queries/take-plain-codes.js';

/** At the start, and as long as a build from before may still write some. */
const PATTERN = '0 */10 * * * *';
/** Much longer than a batch takes. */
const LEASE_SECONDS = 60;
const BATCH = 1_000;

/** Takes over the codes that an earlier build kept as they were issued: a migration has no key to do it with. */
export function sealOldCodesJob(db: Database, log: Log, vault: CodeVault): LeasedJob {
  return new LeasedJob({
    db,
    log,
    job: 'seal-old-codes',
    pattern: PATTERN,
    leaseSeconds: LEASE_SECONDS,
    async work({ stop, prolong }) {
      while (!stop.aborted && (await prolong())) if ((await sealNextCodes(db, vault)) === 0) return;
    },
  });
}

/** @returns how many were taken over */
export async function sealNextCodes(db: Database, vault: CodeVault): Promise<number> {
  return db.transaction(async (tx) => {
    const taken = await takePlainCodes(tx, BATCH);
    await insertCoupons(
      tx,
      taken.map(({ code, offer }) => couponOf(offer, code, vault)),
    );
    return taken.length;
  });
}
