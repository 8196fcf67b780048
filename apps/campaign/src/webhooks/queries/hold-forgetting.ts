import type { Tx } from '@perennial/persistence';

const DELIVERIES = 7_303_696;

/**
 * To be asked before looking who was forgotten, by whoever then owes messages in `tx`, and after everything else is locked.
 * What is owed at the same moment as its customer is forgotten would not be seen by the erasure, nor the erasure by who owes.
 */
export async function holdForgetting(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [DELIVERIES], 'webhooks.hold-forgetting');
}

/** Until nobody owes anything who does not know yet who was forgotten by `tx`. */
export async function waitForOwing(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [DELIVERIES], 'webhooks.wait-for-owing');
}
