import type { Tx } from '@perennial/persistence';

/** Any fixed number that no other lock of this database has. */
const PROGRAMME = 7_303_692;

// A statement of its own: one that waits for the lock and reads as well would read what was there before it waited.
/** As long as `tx` goes on, no version of the programme is added. Taken before anything else is locked. */
export async function holdProgramme(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [PROGRAMME], 'ledger-hold-programme');
}

/** Waits until nobody decides by the programme, and lets nobody begin until `tx` ends: what they decide, they decide by the new version. */
export async function lockProgramme(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [PROGRAMME], 'ledger-lock-programme');
}
