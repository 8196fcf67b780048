import type { Tx } from '@perennial/persistence';

const MODELS = 7_303_730;

/**
 * To be asked before models are read for projections of `tx`: no newer ones come until it ends. Orders, customers and what is kept of
 * them are locked before; after it come only the locks of what is refused and forgotten, in every transaction, and nobody who has
 * one of those waits for this. Somebody who is named for the first time is seen by nobody until then; with others in between, the projections of all would
 * be sent without theirs, which stays one by the models of before.
 */
export async function holdModels(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [MODELS], 'metrics.hold-models');
}

/** Before new models are kept by `tx`: until nobody projects by those of before. Nothing else is to be locked yet. */
export async function waitForProjections(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [MODELS], 'metrics.wait-for-projections');
}
