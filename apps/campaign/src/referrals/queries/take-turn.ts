import type { Tx } from '@perennial/persistence';

/** Any fixed number that no other lock of this database has. */
const REFERRALS = 7_303_721;

/**
 * Lets one transaction at a time hear of points for friends. The two sides of a referral are different customers, so whoever
 * takes back for one and whoever makes an offer to the other would not see each other. Taken after customers are locked, and before
 * codes and budgets.
 */
export async function takeTurn(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [REFERRALS], 'campaign.take-turn-of-referrals');
}
