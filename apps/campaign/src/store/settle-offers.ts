import type { Tx } from '@perennial/persistence';

import { settle, type BudgetChange, type OfferSettlement } from '../domain/settlement.js';
import { addToBudgets } from './queries/hold-budgets.js';
import { endOffersAs, holdOffers } from './queries/hold-offers.js';

export type { OfferSettlement } from '../domain/settlement.js';

/** What `endOffersBy` does, and the budgets with it. Budgets are locked last. */
export async function settleOffers(tx: Tx, settlements: readonly OfferSettlement[], at: Date): Promise<void> {
  await addToBudgets(tx, await endOffersBy(tx, settlements, at));
}

/**
 * Of every offer whose code was used or given back, or whose time is over, keeps how it ended, in the transaction in which it is. Offers
 * are locked after codes.
 *
 * @param at the service's clock
 * @returns by how much budgets change: whoever takes of them, too, locks all of them at once
 */
export async function endOffersBy(
  tx: Tx,
  settlements: readonly OfferSettlement[],
  at: Date,
): Promise<readonly BudgetChange[]> {
  if (settlements.length === 0) return [];
  const offers = await holdOffers(tx, settlements);
  const { endings, changes } = settle(offers, settlements);
  await endOffersAs(tx, endings, at);
  return changes;
}
