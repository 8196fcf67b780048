import type { Tx } from '@perennial/persistence';

import { verifyLedger, type Verification } from './queries/verify-ledger.js';

export type { Verification };

/** What is booked, held against everything that follows from it, and against its seals. */
export async function verifyAll(
  tx: Tx,
  verifySeals: () => Promise<Pick<Verification, 'ok' | 'checked' | 'firstDifference'>>,
): Promise<Verification> {
  const books = await verifyLedger(tx);
  const seals = await verifySeals();
  const firstDifference = books.firstDifference ?? seals.firstDifference;
  return {
    ok: books.ok && seals.ok,
    transfers: books.transfers,
    checked: [...books.checked, ...seals.checked],
    ...(firstDifference ? { firstDifference } : {}),
  };
}
