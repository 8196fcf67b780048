import { Instant } from '@perennial/contracts';
import { z } from 'zod';

import { allBudgets, placedBudgets, type BudgetsOfCampaign } from './budgets.schema.js';
import {
  AmountPerCurrency,
  CurrencyInUse,
  DifferentNames,
  Name,
  Percent,
  printable,
  StackingClass,
  WholePoints,
} from './words.schema.js';

const validDays = z.int().min(1).max(3650).describe('Days of 24 hours it is valid from its cause.');

const stacking = StackingClass.optional();

const face = {
  worth: AmountPerCurrency.optional().describe('What one costs, where budgets and the margin are to know it.'),
};

const Discount = z.strictObject({
  kind: z.literal('discount'),
  percent: Percent,
  atMost: AmountPerCurrency.optional().describe(
    "The most a code takes off; it is for orders in the customer's currency, else in the first one named. Budgets and the margin count it as worth so much.",
  ),
  validDays: validDays
    .optional()
    .describe('Days of 24 hours the code is valid. Absent: as long as the date it is for.'),
  on: z
    .enum(['everything', 'the-category'])
    .default('everything')
    .describe('the-category: only what is of the category that was viewed.'),
  stacking,
});

const Amount = z.strictObject({
  kind: z.literal('amount'),
  amountMinor: z.int().min(1),
  currency: CurrencyInUse,
  validDays: validDays.optional(),
  stacking,
});

const Shipping = z
  .strictObject({
    kind: z.literal('free-shipping'),
    atMost: AmountPerCurrency.optional().describe(
      "The most a code takes off the shipping; it is for orders in the customer's currency, else in the first one named. Budgets and the margin count it as worth so much.",
    ),
    validDays: validDays.optional(),
    stacking,
  })
  .describe('The shipping of an order, with a code.');

const Points = z
  .strictObject({ kind: z.literal('points'), points: WholePoints })
  .describe('Points, which the ledger books as an award of the rule that is named as the campaign is.');

const Multiplier = z
  .strictObject({
    kind: z.literal('points-multiplier'),
    factorPercent: z
      .int()
      .min(101)
      .max(10_000)
      .describe('Base points of the order count this often in all: 200 is double, so as many again are given.'),
    pointsMax: WholePoints.describe(
      'Whole points that it gives at most, besides those that the order earns anyway. Budgets set as many aside.',
    ),
    validDays: validDays.optional(),
  })
  .describe('The base points of one order are multiplied: the first one after its cause, while it is valid.');

/** What a campaign gives to everybody. */
export const Offer = z.discriminatedUnion('kind', [
  Discount,
  Amount,
  Shipping,
  Points,
  Multiplier,
  z.strictObject({
    kind: z.literal('gift'),
    gift: Name.describe('What it is: the id of a reward of the catalogue, or a name of your own.'),
    choice: Name.optional().describe('The variant, where it has some.'),
    choices: DifferentNames.optional().describe('Variants, of which the customer names one.'),
    customerNote: z
      .int()
      .min(1)
      .max(500)
      .optional()
      .describe('The customer may write a note to go with it, of so many characters at most.'),
    note: printable(500).optional().describe('Text to go with it.'),
    ...face,
  }),
  z.strictObject({
    kind: z.literal('benefit'),
    benefit: Name.describe(
      'What it is: the id of an access window, for who has access before everybody else, or a name of your own.',
    ),
    validDays: validDays.optional(),
    ...face,
  }),
  z.strictObject({
    kind: z.literal('experience'),
    experience: Name,
    slots: z
      .array(
        z.strictObject({
          id: Name,
          at: Instant.describe('When it begins; no place is taken from then on.'),
          places: z.int().min(1).max(1_000_000).describe('For so many customers.'),
        }),
      )
      .min(1)
      .max(200)
      .optional()
      .describe('Times of which the customer reserves a place in one. Absent: it has no places.'),
    validDays: validDays.optional(),
    ...face,
  }),
]);

const option = {
  id: Name.describe('What is learnt of it is kept by it: an offer of something else gets another one.'),
  text: printable(200).optional().describe('What the customer reads. Absent: the text of the campaign.'),
  gain: z
    .number()
    .min(0.001)
    .max(1_000)
    .default(1)
    .describe('What one redemption is worth, beside one of the others: with 2, half as many are as good.'),
};

/** One of the offers a campaign chooses among. Of kinds without a code nobody tells whether they were used: nothing is learnt of them. */
const Option = z.discriminatedUnion('kind', [Discount.extend(option), Amount.extend(option), Shipping.extend(option)]);

/** Each is chosen by lot once in 100 decisions, so with these at most every tenth. */
const OPTIONS_MAX = 10;

export const Options = z
  .array(Option)
  .min(2)
  .max(OPTIONS_MAX)
  .describe('Instead of `offer`: for each customer one of these is chosen, by how often they were redeemed.');

/** An offer of a campaign; one of several has an id. */
export type CampaignOffer = z.output<typeof Offer> & Partial<Pick<z.output<typeof Option>, keyof typeof option>>;

export interface OffersOfCampaign extends BudgetsOfCampaign {
  readonly offer?: z.output<typeof Offer> | undefined;
  readonly offers?: readonly z.output<typeof Option>[] | undefined;
}

/** What a campaign can give: its one offer, or those to choose among. */
export function offersOf({ offer, offers }: OffersOfCampaign): readonly CampaignOffer[] {
  return offers ?? (offer ? [offer] : []);
}

export interface OfferMistake {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** The points that a campaign gives with each offer, at most; 0 where it gives something else. */
export function pointsOf({ offer }: OffersOfCampaign): number {
  if (offer?.kind === 'points-multiplier') return offer.pointsMax;
  return offer?.kind === 'points' ? offer.points : 0;
}

/** What is wrong with the offers of a campaign that is triggered in some way. */
export function offerMistakes(campaign: OffersOfCampaign, trigger: string): OfferMistake[] {
  const { offer, offers } = campaign;
  if (!offer && !offers) return [{ path: ['offer'], message: 'must be there, or `offers` to choose among' }];
  if (offer && offers) return [{ path: ['offers'], message: 'must not be there beside `offer`' }];
  const twice = (offers ?? []).flatMap(({ id }, index) =>
    offers?.findIndex((other) => other.id === id) === index
      ? []
      : [{ path: ['offers', index, 'id'], message: `the offer "${id}" is there twice` }],
  );
  return [
    ...twice,
    ...offersOf(campaign).flatMap((one, index) =>
      mistakesOfKind(one, campaign, trigger).map(({ path, message }) => ({
        path: [...(offers ? ['offers', index] : ['offer']), ...path],
        message,
      })),
    ),
  ];
}

function mistakesOfKind(offer: CampaignOffer, campaign: BudgetsOfCampaign, trigger: string): OfferMistake[] {
  const mistakes: OfferMistake[] = [];
  const code = offer.kind === 'discount' || offer.kind === 'amount' || offer.kind === 'free-shipping';
  if ((code || offer.kind === 'points-multiplier') && offer.validDays === undefined && trigger !== 'date')
    mistakes.push({ path: ['validDays'], message: 'must be there: only what is for a date ends with it' });
  if (offer.kind === 'discount' && offer.on === 'the-category' && trigger !== 'category-viewed')
    mistakes.push({
      path: ['on'],
      message: 'must be everything: only a trigger of kind category-viewed knows a category',
    });
  if (offer.kind === 'gift' && offer.choices && offer.choice !== undefined)
    mistakes.push({ path: ['choices'], message: 'must not be there beside choice: who chooses?' });
  if (offer.kind === 'gift' && offer.customerNote !== undefined && offer.note !== undefined)
    mistakes.push({ path: ['customerNote'], message: 'must not be there beside note: there is one note' });
  if (offer.kind === 'experience')
    offer.slots?.forEach(({ id }, index, slots) => {
      if (slots.findIndex((other) => other.id === id) < index)
        mistakes.push({ path: ['slots', index, 'id'], message: `the slot "${id}" is there twice` });
    });
  const hasMoney = allBudgets(campaign).some(({ money }) => money !== undefined);
  if (offer.kind === 'free-shipping' && !offer.atMost && hasMoney)
    mistakes.push({
      path: ['atMost'],
      message: 'must be there: a budget of money sets aside the most a code takes off',
    });
  return mistakes;
}

type Amounts = Readonly<Record<string, number>>;

/**
 * What is wrong with what the offers of a campaign cost, beside what the document says that 100 points do: a budget of money from which
 * nobody would get any, for it cannot know what they take of it or has not enough for one, and a cost beyond what can be counted.
 *
 * @param per100Points minor units by currency
 */
export function costMistakes(
  campaign: OffersOfCampaign,
  { per100Points }: { readonly per100Points?: Amounts | undefined },
): OfferMistake[] {
  const budgets = placedBudgets(campaign);
  return offersOf(campaign).flatMap((offer, index) => {
    const path = campaign.offers ? ['offers', index] : ['offer'];
    return [
      ...uncountable(offer, per100Points).map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] })),
      ...budgets.flatMap(({ at, money }) => {
        if (!money) return [];
        const mistake = unaffordable(offer, money, per100Points);
        if (!mistake) return [];
        return [{ ...mistake, path: mistake.ofBudget ? [...at, 'money'] : [...path, ...mistake.path] }];
      }),
    ].map(({ path: place, message }) => ({ path: place, message }));
  });
}

/** Where the points of an offer are, if it gives any. */
function pointsIn(offer: CampaignOffer): { readonly key: string; readonly points: number } | undefined {
  if (offer.kind === 'points') return { key: 'points', points: offer.points };
  return offer.kind === 'points-multiplier' ? { key: 'pointsMax', points: offer.pointsMax } : undefined;
}

/** Rounded up, so that a budget is not exceeded, and what costs something never costs nothing. */
export function costOfPoints(points: number, per100Points: number): number {
  return Number((BigInt(points) * BigInt(per100Points) + 99n) / 100n);
}

function uncountable(offer: CampaignOffer, per100Points: Amounts = {}): OfferMistake[] {
  const given = pointsIn(offer);
  if (!given) return [];
  return Object.entries(per100Points)
    .filter(([, amount]) => costOfPoints(given.points, amount) > Number.MAX_SAFE_INTEGER)
    .map(([currency]) => ({
      path: [given.key],
      message: `would cost more than ${Number.MAX_SAFE_INTEGER} minor units of ${currency} by offers.per100Points, which cannot be counted`,
    }));
}

/** Why nobody would get an offer out of a budget of money. What a percentage of an unknown order comes to nobody can say before. */
function unaffordable(
  offer: CampaignOffer,
  money: Amounts,
  per100Points: Amounts | undefined,
): (OfferMistake & { readonly ofBudget: boolean }) | undefined {
  const currencies = Object.keys(money);
  const given = pointsIn(offer);
  if (given && !currencies.some((currency) => per100Points && currency in per100Points)) {
    const message = `needs offers.per100Points in ${currencies.join(' or ')}: a budget of money takes of it what they cost`;
    return { path: [given.key], message, ofBudget: false };
  }
  const costs = costsOf(offer, per100Points);
  if (!costs) {
    if (offer.kind === 'discount' || offer.kind === 'free-shipping') return undefined;
    return { path: ['worth'], message: 'must be there: a budget of money takes of it what one costs', ofBudget: false };
  }
  if (Object.entries(costs).some(([currency, cost]) => (money[currency] ?? 0) >= cost)) return undefined;
  const least = Object.entries(costs).map(([currency, cost]) => `${currency}: ${cost}`);
  const message = `must have ${least.join(' or ')} at least, for one offer: nobody would get any`;
  return { path: [], message, ofBudget: true };
}

/** What an offer takes of a budget at most, by the currencies that it can be in; undefined where the document does not say. */
function costsOf(offer: CampaignOffer, per100Points: Amounts = {}): Amounts | undefined {
  const given = pointsIn(offer);
  if (given) return mapped(per100Points, (amount) => costOfPoints(given.points, amount));
  if (offer.kind === 'amount') return { [offer.currency]: offer.amountMinor };
  if (offer.kind === 'discount' || offer.kind === 'free-shipping') return offer.atMost;
  return 'worth' in offer ? offer.worth : undefined;
}

function mapped(amounts: Amounts, of: (amount: number) => number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([currency, amount]) => [currency, of(amount)]));
}
