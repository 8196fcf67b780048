import type { Tx } from '@perennial/persistence';

/** Any fixed numbers that no other lock of this database has. */
const TURNS = {
  /** How a review is judged depends on reviews of customers who have nothing else in common. Taken by who writes any. */
  reviews: 7_303_720,
  /**
   * The two sides of a referral are different customers, so whoever takes back for one, and whoever makes an offer to the other or
   * makes another of them, would not see each other. Taken before codes and budgets.
   */
  referrals: 7_303_721,
} as const;

/** Lets one transaction at a time do something for which locking its customers is not enough. Taken after orders and customers are locked. */
export async function takeTurn(tx: Tx, of: keyof typeof TURNS): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [TURNS[of]], `campaign.take-turn-of-${of}`);
}
