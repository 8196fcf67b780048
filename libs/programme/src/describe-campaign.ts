import type { Campaign, OfferBounds } from './campaigns.schema.js';
import { offersOf, type CampaignOffer } from './offers.schema.js';
import { counted, either, money } from './plain-words.js';

/** A campaign in one or two sentences: for what, what, how often, and who gets none. */
export function campaignSentence(campaign: Campaign): string {
  const { id, trigger, limit, holdoutPercent } = campaign;
  const often = limit && `, at most ${limitInWords(limit)}`;
  const held =
    holdoutPercent === 0 ? '' : ` ${holdoutPercent} % of the customers get none, so that its effect can be measured.`;
  return `${id}: ${offersInWords(campaign)}, ${triggerInWords(trigger)}${often ?? ''}.${held}`;
}

/** What holds of the offers of all campaigns together. */
export function boundsSentences({ perCustomer, marginPercent, controlPercent }: OfferBounds): string[] {
  return [
    perCustomer
      ? [`Nobody gets more than ${counted(perCustomer.most, 'offer')} in ${counted(perCustomer.days, 'day')}.`]
      : [],
    marginPercent === undefined
      ? []
      : [
          `Open offers of a customer are worth at most ${marginPercent} % of what the customer is expected to spend in 12 months.`,
        ],
    controlPercent === 0 ? [] : [`${controlPercent} % of the customers get no measured offers at all.`],
  ].flat();
}

function offersInWords(campaign: Campaign): string {
  const offers = offersOf(campaign).map(offerInWords);
  return offers.length === 1 ? offers.join() : `${either(offers)}, chosen by how often each was redeemed`;
}

function offerInWords(offer: CampaignOffer): string {
  const days =
    'validDays' in offer && offer.validDays !== undefined ? `, valid ${counted(offer.validDays, 'day')}` : '';
  switch (offer.kind) {
    case 'discount':
      return `${offer.percent} % off${offer.on === 'the-category' ? ' the category' : ''}${mostInWords(offer.atMost)}${days}`;
    case 'amount':
      return `${money(offer.amountMinor, offer.currency)} off${days}`;
    case 'free-shipping':
      return `free shipping${mostInWords(offer.atMost)}${days}`;
    case 'points':
      return counted(offer.points, 'point');
    case 'points-multiplier':
      return `the base points of the next order times ${offer.factorPercent / 100}, at most ${counted(offer.pointsMax, 'point')} more${days}`;
    case 'gift':
      return `a gift (${offer.gift}${offer.choices ? `: ${either(offer.choices)}` : ''})${noteInWords(offer)}`;
    case 'benefit':
      return `${offer.benefit}${days}`;
    case 'experience':
      return `${offer.experience}${offer.slots ? ` (a place in one of ${counted(offer.slots.length, 'slot')})` : ''}${days}`;
  }
}

function noteInWords({
  note,
  customerNote,
}: {
  readonly note?: string | undefined;
  readonly customerNote?: number | undefined;
}): string {
  if (customerNote !== undefined) return ' with a note of the customer';
  return note === undefined ? '' : ' with a note';
}

function mostInWords(atMost: Readonly<Record<string, number>> | undefined): string {
  const most = Object.entries(atMost ?? {}).map(([currency, amountMinor]) => money(amountMinor, currency));
  return most.length === 0 ? '' : `, at most ${either(most)}`;
}

function triggerInWords(trigger: Campaign['trigger']): string {
  const when = 'when' in trigger && trigger.when !== undefined ? ` when ${trigger.when}` : '';
  switch (trigger.kind) {
    case 'first-purchase':
      return `on the first purchase${when}`;
    case 'event': {
      const drawn = trigger.oneIn === undefined ? '' : `, drawn for 1 in ${trigger.oneIn}`;
      return `on ${trigger.on}${when}${drawn}`;
    }
    case 'category-viewed':
      return `after ${counted(trigger.views, 'view')} of a category in ${counted(trigger.withinDays, 'day')} without a purchase in it${when}`;
    case 'date':
      return `${dateInWords(trigger)}${when}`;
    case 'schedule': {
      const whom = trigger.audience === undefined ? 'everybody' : `everybody in ${trigger.audience}`;
      return `to ${whom}${when}, at ${trigger.at ? either(trigger.at, 'and') : `the times of "${trigger.cron}"`}`;
    }
    case 'state':
      return `as soon as ${trigger.when}`;
  }
}

function dateInWords({ of, daysBefore, daysAfter }: Extract<Campaign['trigger'], { readonly kind: 'date' }>): string {
  const date = of === 'birthday' ? 'the birthday' : 'the day of the first purchase, each year';
  const around = [
    daysBefore === 0 ? [] : [`from ${counted(daysBefore, 'day')} before`],
    daysAfter === 0 ? [] : [`until ${counted(daysAfter, 'day')} after`],
  ].flat();
  return around.length === 0 ? `on ${date}` : `${either(around, 'and')} ${date}`;
}

function limitInWords({ most, days }: NonNullable<Campaign['limit']>): string {
  const times = most === 1 ? 'once' : `${most} times`;
  return days === undefined ? times : `${times} in ${counted(days, 'day')}`;
}
