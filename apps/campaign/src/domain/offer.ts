import { DAY_MS } from './day.js';
import { EXCLUSIVE, type CodedOffer } from '../codes/domain/code-terms.js';
import { hasBudgetOfMoney } from './budget.js';
import type { DecisionToOffer } from './decision.js';
import type { Money } from './situation.js';

export type OfferValue =
  | { readonly percent: number; readonly atMost?: Money }
  | Money
  | { readonly freeShipping: true; readonly atMost?: Money }
  | { /** Given at once; the ledger books them. */ readonly points: number }
  | MultiplierValue;

/** Base points of a next order count so often, 200 is double, and give so many more at most. */
export interface MultiplierValue {
  readonly factorPercent: number;
  readonly pointsMax: number;
}

/** Nothing that the ledger books: what a customer shows at a checkout. */
type CodedValue = Exclude<OfferValue, { readonly points: number } | MultiplierValue>;

function isCoded(value: OfferValue): value is CodedValue {
  return !('points' in value) && !('factorPercent' in value);
}

/** What a customer was promised. Nothing of it changes later: a code in someone's hands keeps its word. */
export interface Offer {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  /** Of a campaign with several offers: which of them. */
  readonly option?: string;
  readonly kind: 'discount' | 'points' | 'gift' | 'benefit' | 'experience';
  /** Face value of a discount, the points given, and how a benefit multiplies those of an order. */
  readonly value?: OfferValue;
  /** What a discount may be used on. Absent: everything. */
  readonly scope?: { readonly categories: readonly string[] };
  /** The class of a discount's code. Absent: exclusive. */
  readonly stacking?: string;
  /** Which gift, benefit or experience. */
  readonly thing?: string;
  readonly choice?: string;
  /** Variants, of which the customer is to name one. */
  readonly choices?: readonly string[];
  /** Characters of a note that the customer may write, at most. Absent: none may be. */
  readonly noteMax?: number;
  readonly note?: string;
  /** Inclusive. */
  readonly validFrom: Date;
  /** Exclusive: not valid at this instant any more. Absent: no end. */
  readonly validTo?: Date;
  readonly programmeVersion: number;
  /** One sentence for the customer. */
  readonly text: string;
}

/** An offer with the code it is used with, if it has one; no other offer has it. */
export interface IssuedOffer extends Offer {
  readonly code?: string;
}

/** Discounts are used with a code at the checkout. */
export function codedOffer({ value, stacking = EXCLUSIVE, ...offer }: Offer): CodedOffer[] {
  return offer.kind === 'discount' && value && isCoded(value) ? [{ ...offer, value, stacking }] : [];
}

/**
 * The offer of a campaign: valid from the instant of what caused it, for days of 24 hours, whatever the time zone and
 * its clock changes, or as long as the date it is for; so both ends can be told from the cause alone. An invitation is for the time in which
 * the customer has access before everybody else.
 */
export function offerOf(decision: DecisionToOffer, programmeVersion: number): Offer {
  const { decisionId, customerId, campaign, cause, offer, access } = decision;
  const validTo = endOf(decision);
  return {
    ...{ offerId: decisionId, customerId, campaignId: campaign.id },
    ...(offer.id !== undefined && { option: offer.id }),
    ...whatIsOffered(decision),
    ...('stacking' in offer && offer.stacking !== undefined && { stacking: offer.stacking }),
    ...('choice' in offer && offer.choice !== undefined && { choice: offer.choice }),
    ...('note' in offer && offer.note !== undefined && { note: offer.note }),
    ...('choices' in offer && offer.choices && { choices: offer.choices }),
    ...('customerNote' in offer && offer.customerNote !== undefined && { noteMax: offer.customerNote }),
    validFrom: new Date(access?.from ?? cause.at),
    ...(validTo !== undefined && { validTo: new Date(validTo) }),
    ...{ programmeVersion, text: offer.text ?? campaign.text },
  };
}

function whatIsOffered({
  campaign,
  offer,
  category,
  worth,
}: DecisionToOffer): Pick<Offer, 'kind' | 'value' | 'scope' | 'thing'> {
  switch (offer.kind) {
    case 'discount': {
      const scope = offer.on === 'the-category' && category !== undefined ? { categories: [category] } : undefined;
      // A code that could take more than was set aside for it would spend what its budget does not have.
      const atMost = offer.atMost || hasBudgetOfMoney(campaign) ? worth : undefined;
      return {
        kind: 'discount',
        value: { percent: offer.percent, ...(atMost && { atMost }) },
        ...(scope && { scope }),
      };
    }
    case 'amount':
      return { kind: 'discount', value: { amountMinor: offer.amountMinor, currency: offer.currency } };
    case 'free-shipping':
      return { kind: 'discount', value: { freeShipping: true, ...(offer.atMost && worth && { atMost: worth }) } };
    case 'points':
      return { kind: 'points', value: { points: offer.points } };
    case 'points-multiplier':
      return { kind: 'benefit', value: { factorPercent: offer.factorPercent, pointsMax: offer.pointsMax } };
    case 'gift':
      return { kind: 'gift', thing: offer.gift };
    case 'benefit':
      return { kind: 'benefit', thing: offer.benefit };
    case 'experience':
      return { kind: 'experience', thing: offer.experience };
  }
}

function endOf({ offer, cause, until, access }: DecisionToOffer): number | undefined {
  if (access) return access.until;
  const days = 'validDays' in offer ? offer.validDays : undefined;
  if (days !== undefined) return cause.at + days * DAY_MS;
  return offer.kind === 'gift' || offer.kind === 'points' ? undefined : until;
}

/** Open until the instant it ends; an offer of which the beginning lies ahead is open too. */
export function statusOf({ validTo }: Pick<Offer, 'validTo'>, now: Date): 'open' | 'expired' {
  return validTo && now >= validTo ? 'expired' : 'open';
}
