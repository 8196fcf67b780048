import type { Tx } from '@perennial/persistence';

/** Any fixed number that no other lock of this database has. */
const REVIEWS = 7_303_720;

/**
 * Lets one transaction at a time write reviews. How one is judged depends on reviews of customers who have nothing else in
 * common, so locking the customers is not enough. Taken after orders and customers are locked, and only by who writes.
 */
export async function takeTurn(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [REVIEWS], 'campaign.take-turn-of-reviews');
}
