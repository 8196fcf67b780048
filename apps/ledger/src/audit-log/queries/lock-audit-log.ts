import type { Tx } from '@perennial/persistence';

/** Any fixed number that no other lock of this database has. */
const AUDIT_LOG = 7_303_693;

// A statement of its own: one that waits for the lock and reads as well would read what was there before it waited.
/** Nobody else adds to the audit log until `tx` ends: so numbers are those of the commits, and what is read last stays last. */
export async function lockAuditLog(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [AUDIT_LOG], 'ledger-lock-audit-log');
}
