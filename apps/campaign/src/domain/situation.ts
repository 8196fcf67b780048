import { costOfPoints, type CampaignOffer, type OfferBounds } from '@perennial/programme';

import type { CustomerFeatures } from './features.js';

/** Whole minor units. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** An answer that counts: an offer made, or one that the customer's group was not to get. */
export interface PastAnswer {
  readonly campaignId: string;
  /** When that happened which it answered; milliseconds since 1970. */
  readonly at: number;
  readonly occasion?: string | undefined;
  readonly offered: boolean;
  /** Whether it counts among the offers a customer may get. */
  readonly counts: boolean;
}

/** What is known of a customer when offers are decided. */
export interface Situation {
  readonly features: CustomerFeatures;
  readonly answers: readonly PastAnswer[];
  /** Face values of offers that are neither used nor over nor exempt; of those without a known value none. */
  readonly open: readonly Money[];
  /** Mean of what is left of an order after returns, by currency: the customer's own, that of most of their orders first. */
  readonly meanOrders: ReadonlyMap<string, number>;
}

/** What is known of all customers together. */
export interface Market {
  /** Mean of what is left of an order after returns, by currency. */
  readonly meanOrders: ReadonlyMap<string, number>;
  /** The currency of most orders; undefined before the first one. */
  readonly mainCurrency: string | undefined;
  /** By currency: what a new customer is expected to bring in 12 months; only of models with enough behind them. */
  readonly newCustomers: ReadonlyMap<string, number>;
}

/** The currency in which a customer's offers are measured: of the projection, of their orders, or of most orders. */
export function currencyOf({ features, meanOrders }: Situation, market: Market): string | undefined {
  return features.values[0]?.currency ?? [...meanOrders.keys()][0] ?? market.mainCurrency;
}

/**
 * The face value of an offer to a customer: an amount as it is, a percentage the most it may take off, where the document
 * says that, else its share of the customer's mean order, else of everybody's, rounded to whole minor units; of points what the
 * document says that they cost. Undefined where nothing
 * is known to take it of, or where it comes to nothing.
 */
export function worthOf(
  offer: CampaignOffer,
  situation: Situation,
  market: Market,
  { per100Points }: Pick<OfferBounds, 'per100Points'>,
): Money | undefined {
  if (offer.kind === 'amount') return { amountMinor: offer.amountMinor, currency: offer.currency };
  const currency = currencyOf(situation, market);
  if (offer.kind === 'points') return pointsWorth(offer.points, per100Points && amountIn(per100Points, currency));
  if (offer.kind === 'points-multiplier')
    return pointsWorth(offer.pointsMax, per100Points && amountIn(per100Points, currency));
  if (offer.kind === 'free-shipping') return offer.atMost && amountIn(offer.atMost, currency);
  if (offer.kind !== 'discount') return offer.worth && amountIn(offer.worth, currency);
  if (offer.atMost) return amountIn(offer.atMost, currency);
  if (currency === undefined) return undefined;
  const mean = situation.meanOrders.get(currency) ?? market.meanOrders.get(currency) ?? 0;
  const amountMinor = Math.round((mean * offer.percent) / 100);
  return amountMinor > 0 ? { amountMinor, currency } : undefined;
}

function pointsWorth(points: number, per100: Money | undefined): Money | undefined {
  return per100 && { amountMinor: costOfPoints(points, per100.amountMinor), currency: per100.currency };
}

/** The amount in a currency, else in the first one that is named. */
function amountIn(amounts: Readonly<Record<string, number>>, currency: string | undefined): Money | undefined {
  const named = currency !== undefined && currency in amounts ? currency : Object.keys(amounts)[0];
  return named === undefined ? undefined : { amountMinor: amounts[named] ?? 0, currency: named };
}
