import type { Database } from '@perennial/persistence';

import { findMisfolded } from '../invariants/find-misfolded.js';
import { verifyOrigins } from '../invariants/origins.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { verifyLedger, type Verification } from './queries/verify-ledger.js';

export type { Verification };

const FOLDED = 'balances, lots and tiers = the facts, folded again';

/** What is booked, held against everything that follows from it, against the facts, and against its seals. */
export async function verifyAll(
  db: Database,
  programmes: ProgrammeStore,
  verifySeals: () => Promise<Pick<Verification, 'ok' | 'checked' | 'firstDifference'>>,
): Promise<Verification> {
  const books = await verifyLedger(db);
  const misfolded = await findMisfolded(db, programmes);
  const origins = await verifyOrigins(db);
  const seals = await verifySeals();
  const folded = misfolded === undefined ? undefined : { check: FOLDED, detail: misfolded };
  // What is not as it was booked is told before where it came from, which may be changed, too.
  const firstDifference = books.firstDifference ?? folded ?? seals.firstDifference ?? origins.firstDifference;
  return {
    ok: firstDifference === undefined && seals.ok,
    transfers: books.transfers,
    checked: [...books.checked, FOLDED, ...origins.checked, ...seals.checked],
    ...(firstDifference ? { firstDifference } : {}),
  };
}
