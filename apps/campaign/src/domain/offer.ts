import type { Decision } from './decision.js';

const DAY_MS = 86_400_000;

/** What a customer was promised. Nothing of it changes later: a code in someone's hands keeps its word. */
export interface Offer {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  readonly kind: 'discount';
  readonly value: { readonly percent: number };
  /** Inclusive. */
  readonly validFrom: Date;
  /** Exclusive: not valid at this instant any more. */
  readonly validTo: Date;
  readonly programmeVersion: number;
  /** One sentence for the customer. */
  readonly text: string;
}

/** An offer with the code it is used with; no other offer has it. */
export interface IssuedOffer extends Offer {
  readonly code: string;
}

/**
 * The offer of a campaign: valid from the instant of what caused it, for days of 24 hours, whatever the time zone and
 * its clock changes, so that both ends can be told from the event alone.
 */
export function offerOf({ decisionId, customerId, campaign, cause }: Decision, programmeVersion: number): Offer {
  const { kind, percent, validDays } = campaign.offer;
  return {
    offerId: decisionId,
    customerId,
    campaignId: campaign.id,
    kind,
    value: { percent },
    validFrom: new Date(cause.at),
    validTo: new Date(cause.at + validDays * DAY_MS),
    programmeVersion,
    text: `${percent} % off your next purchase, as thanks for your first one`,
  };
}

/** Open until the instant it ends; an offer of which the beginning lies ahead is open too. */
export function statusOf(offer: Pick<Offer, 'validTo'>, now: Date): 'open' | 'expired' {
  return now < offer.validTo ? 'open' : 'expired';
}
