import type { OfferSettlement } from '../store/settle-offers.js';
import type { UseChange } from './domain/use-changes.js';
import { offerBehind } from './offer-outcome-messages.js';

/** What uses of codes mean for the offers that these belong to; codes of rewards and blocks belong to none. One that is void and given back is over. */
export function settlementsOf(changes: readonly UseChange[]): OfferSettlement[] {
  return changes.flatMap(({ kind, code, use: { discountMinor, shippingMinor, currency } }): OfferSettlement[] => {
    const offer = offerBehind(code);
    if (!offer) return [];
    const { offerId, customerId } = offer;
    const spentMinor = discountMinor + shippingMinor;
    const of = { offerId, customerId };
    if (kind !== 'reversed') return [{ ...of, outcome: 'redeemed', spentMinor, currency }];
    const ended: OfferSettlement[] = code.voidedAt ? [{ ...of, outcome: 'expired' }] : [];
    return [{ ...of, outcome: 'reversed', spentMinor, currency }, ...ended];
  });
}
