import type { Tx } from '@perennial/persistence';

import { settle, type OfferSettlement } from '../domain/settlement.js';
import { addToBudgets } from './queries/hold-budgets.js';
import { endOffersAs, holdOffers } from './queries/hold-offers.js';

export type { OfferSettlement } from '../domain/settlement.js';

/**
 * Of every offer whose code was used or given back, or that ended unused, keeps how it ended, and gives the budgets back what it does not
 * take any more: in the transaction in which it is. Budgets are locked after codes and offers.
 *
 * @param at the service's clock
 */
export async function settleOffers(tx: Tx, settlements: readonly OfferSettlement[], at: Date): Promise<void> {
  if (settlements.length === 0) return;
  const offers = await holdOffers(tx, settlements);
  const { endings, changes } = settle(offers, settlements);
  const ended = offers.filter(({ offerId }) => endings.has(offerId));
  await endOffersAs(
    tx,
    ended.map(({ customerId, offerId }) => ({ customerId, offerId, ended: endings.get(offerId) })),
    at,
  );
  await addToBudgets(tx, changes);
}
