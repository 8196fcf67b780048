import type { Tx } from '@perennial/persistence';

/** Any fixed number that no other lock of this database has. */
const REFERRAL_GRAPH = 7_303_690;

/**
 * Lets one transaction at a time change the graph of referrals. A circle can be closed by edges of members who have
 * nothing else in common, so locking the members of an edge is not enough. Taken before members are locked.
 */
export async function lockReferralGraph(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [REFERRAL_GRAPH], 'ledger-lock-referral-graph');
}
