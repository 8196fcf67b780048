import { Instant } from '@perennial/contracts';
import { z } from 'zod';

import { allBudgets, type BudgetsOfCampaign } from './budgets.schema.js';
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

/**
 * What is wrong with the points of a campaign beside what the document says that 100 of them cost: where a budget of money cannot know what
 * they take of it, nobody would get any.
 *
 * @param per100Points minor units by currency
 */
export function costMistakes(
  campaign: OffersOfCampaign,
  { per100Points = {} }: { readonly per100Points?: Readonly<Record<string, number>> | undefined },
): OfferMistake[] {
  if (pointsOf(campaign) === 0) return [];
  const budget = allBudgets(campaign).find(
    ({ money }) => money && !Object.keys(money).some((currency) => currency in per100Points),
  );
  if (!budget?.money) return [];
  const currencies = Object.keys(budget.money).join(' or ');
  const message = `needs offers.per100Points in ${currencies}: a budget of money takes of it what they cost`;
  return [{ path: ['offer', campaign.offer?.kind === 'points' ? 'points' : 'pointsMax'], message }];
}
