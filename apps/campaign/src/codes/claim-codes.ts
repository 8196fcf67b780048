import type { Tx } from '@perennial/persistence';

import type { CodeVault } from './code-vault.js';
import type { CodedOffer } from './domain/code-terms.js';
import { insertCoupons, type Coupon } from './queries/insert-coupons.js';

/**
 * Gives each offer a code of its own, for its customer and one order. A code that was drawn before is drawn anew, so this is
 * one statement unless 85 bits of chance meet.
 *
 * @returns the code by offer id, for the message that tells the customer: here it is kept only sealed
 */
export async function claimCodes(
  tx: Tx,
  offers: readonly CodedOffer[],
  vault: CodeVault,
): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  let waiting = offers;
  while (waiting.length > 0) {
    const drawn = waiting.map((offer) => ({ offer, code: vault.draw() }));
    const kept = await insertCoupons(
      tx,
      drawn.map(({ offer, code }) => couponOf(offer, code, vault)),
    );
    for (const { offer, code } of drawn) if (kept.has(offer.offerId)) codes.set(offer.offerId, code);
    waiting = waiting.filter(({ offerId }) => !codes.has(offerId));
  }
  return codes;
}

/** The coupon of an offer with the code it was given. */
export function couponOf(offer: CodedOffer, code: string, vault: CodeVault): Coupon {
  const { offerId, customerId, campaignId, programmeVersion, value, scope, stacking, validFrom, validTo } = offer;
  return {
    couponId: offerId,
    origin: 'offer',
    customerId,
    rule: campaignId,
    programmeVersion,
    ...{ value, scope, stacking, validFrom, validTo },
    usesMax: 1,
    digest: vault.digestOf(code),
    sealed: vault.seal(code, customerId),
  };
}
