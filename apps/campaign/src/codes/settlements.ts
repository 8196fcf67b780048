import type { OfferSettlement } from '../store/settle-offers.js';
import type { UseChange } from './domain/use-changes.js';
import { offerBehind } from './offer-outcome-messages.js';

/** What uses of codes mean for the offers that these belong to; codes of rewards and blocks belong to none. */
export function settlementsOf(changes: readonly UseChange[]): OfferSettlement[] {
  return changes.flatMap(({ kind, code, use: { discountMinor, shippingMinor, currency } }) => {
    const offer = offerBehind(code);
    if (!offer) return [];
    const { offerId, customerId } = offer;
    const spentMinor = discountMinor + shippingMinor;
    return [{ offerId, customerId, outcome: kind === 'reversed' ? 'reversed' : 'redeemed', spentMinor, currency }];
  });
}
