import { deterministicId, offerExpired, offerRedeemed, type Envelope, type OfferRedeemed } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import { causedBy } from '../handlers/caused-by.js';
import type { CodeUse, IssuedCode } from './domain/code-terms.js';

/** An offer as the messages about it name it. */
export interface NamedOffer {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  readonly programmeVersion?: number | undefined;
}

/** The offer that a code is of; undefined of a reward's and a block's. */
export function offerBehind({
  origin,
  couponId,
  customerId,
  rule,
  programmeVersion,
}: IssuedCode): NamedOffer | undefined {
  if (origin !== 'offer' || customerId === undefined) return undefined;
  return { offerId: couponId, customerId, campaignId: rule, programmeVersion };
}

/** Tells that an offer was used on an order. @param cause the purchase that told, where the checkout did not */
export function offerRedeemedMessage(
  offer: NamedOffer,
  { orderId, usedAt }: CodeUse,
  cause?: Envelope,
): OutgoingMessage {
  return {
    type: offerRedeemed.type,
    id: deterministicId('offer-redeemed', offer.offerId, orderId),
    time: usedAt.toISOString(),
    subject: offer.customerId,
    data: outcomeOf(offer, `Used on order ${orderId}`),
    ...causedBy(cause),
  };
}

/** Tells that the place of an experience was confirmed. After a cancellation it may be confirmed again, which is told again. */
export function placeConfirmedMessage(
  offer: NamedOffer,
  { slot, startsAt }: { readonly slot: string; readonly startsAt: Date },
  at: Date,
): OutgoingMessage {
  return {
    type: offerRedeemed.type,
    id: deterministicId('place-confirmed', offer.offerId, slot, at.toISOString()),
    time: at.toISOString(),
    subject: offer.customerId,
    data: outcomeOf(offer, `A place in ${slot} at ${startsAt.toISOString()} is confirmed`),
  };
}

/** Tells that an order has taken a multiplier: what it gave, the ledger told. */
export function multiplierUsedMessage(offer: NamedOffer, told: Envelope): OutgoingMessage {
  return {
    type: offerRedeemed.type,
    id: deterministicId('multiplier-used', offer.offerId),
    time: new Date(told.at).toISOString(),
    subject: offer.customerId,
    data: outcomeOf(offer, 'It multiplied the points of an order'),
    ...causedBy(told),
  };
}

/** Tells that an offer ended unused. @param text why, for people */
export function offerExpiredMessage(
  offer: NamedOffer,
  endedAt: Date,
  text = 'Its time is over and it was not used',
): OutgoingMessage {
  return {
    type: offerExpired.type,
    id: deterministicId('offer-expired', offer.offerId),
    time: endedAt.toISOString(),
    subject: offer.customerId,
    data: outcomeOf(offer, text),
  };
}

/** Tells that an offer of a friend's award ended, because the points were taken back. */
export function offerTakenBackMessage(offer: NamedOffer, at: Date): OutgoingMessage {
  return offerExpiredMessage(offer, at, 'Taken back: so were the points for the friend');
}

/** Only customers of the treatment group have offers. */
function outcomeOf({ offerId, campaignId, customerId, programmeVersion }: NamedOffer, text: string): OfferRedeemed {
  const reason = { rule: campaignId, ...(programmeVersion !== undefined && { programmeVersion }), text };
  return { offerId, campaignId, customerId, arm: 'treatment', reason };
}
