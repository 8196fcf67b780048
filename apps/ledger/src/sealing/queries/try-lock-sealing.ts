import type { Tx } from '@perennial/persistence';

/** Any fixed number that no other lock of this database has. */
const SEALING = 7_303_691;

/**
 * Lets one transaction at a time write a checkpoint; false when another one does. The lock ends with the transaction, and
 * that of a process that hangs ends with its session, after a minute.
 */
export async function tryLockSealing(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [SEALING]);
  return row?.locked === true;
}
