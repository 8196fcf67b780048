import { currencies, Currency } from '@perennial/contracts';
import { IANAZone } from 'luxon';
import { z } from 'zod';

/** Names written on awards and into messages: short, lower case, with hyphens. */
const Name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: 'must be lower-case letters, digits and hyphens, such as next-purchase',
});

const WholePoints = z.int().min(1).describe('Whole points.');

const Percent = z.number().gt(0).max(100);

const Sentence = z.string().min(1).max(200).describe('What the member reads on the statement.');

/** An amount per currency. A currency that is not named is not in the programme: purchases in it earn nothing. */
const AmountPerCurrency = z
  .record(
    Currency.refine((code) => currencies.has(code), { error: 'must be a current ISO 4217 currency, such as USD' }),
    z.int().min(1),
  )
  .refine((amounts) => Object.keys(amounts).length > 0, { error: 'must name at least one currency, such as USD: 1000' })
  .describe('Whole minor units per ISO 4217 currency: USD: 1000 is 10.00 USD, JPY: 1500 is 1500 yen.');

const pointsPerAmount = z
  .strictObject({
    name: Name,
    kind: z.literal('points-per-amount'),
    text: Sentence,
    points: WholePoints.describe('Whole points for every full amount.'),
    perFullMinor: AmountPerCurrency,
  })
  .describe('Points for every full amount of an order, rounded down per order.');

const pointsPerReview = z
  .strictObject({
    name: Name,
    kind: z.literal('points-per-review'),
    text: Sentence,
    points: WholePoints,
    verifiedOnly: z.boolean().describe('Whether the shop must have seen the purchase.'),
    paidPerMonthMax: z
      .int()
      .min(1)
      .describe("Reviews paid per member and calendar month of the programme's time zone, the earliest first."),
  })
  .describe('A fixed award for a published review, once per member and sku, whatever its stars.');

const ReferralAward = z.strictObject({ name: Name, text: Sentence, points: WholePoints });

const pointsPerReferral = z
  .strictObject({
    name: Name,
    kind: z.literal('points-per-referral'),
    referrer: ReferralAward.describe('For the member who brought a friend.'),
    referee: ReferralAward.describe('For the friend.'),
    purchaseFromMinor: AmountPerCurrency.describe(
      "Net amount from which the friend's first such purchase qualifies, inclusive; whole minor units per currency.",
    ),
  })
  .describe("Points for both sides at the friend's first purchase that is large enough.");

const Rule = z.discriminatedUnion('kind', [pointsPerAmount, pointsPerReview, pointsPerReferral]);

const Campaign = z.strictObject({
  id: Name,
  trigger: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('first-purchase') })]),
  offer: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('discount'),
      percent: Percent,
      validDays: z.int().min(1).max(3650).describe('Days of 24 hours the code is valid from its issue.'),
    }),
  ]),
  holdoutPercent: z
    .number()
    .min(0)
    .max(100)
    .describe('Share of the customers who get nothing, so that the effect on the others can be measured.'),
});

/** The awards a rule can cause. */
function awardsOf(rule: z.output<typeof Rule>): { name: string; text: string }[] {
  return rule.kind === 'points-per-referral' ? [rule.referrer, rule.referee] : [rule];
}

/**
 * The document of a programme: everything that can be changed without code. Keys that are not in here are refused, so
 * that a misspelt one cannot be ignored in silence.
 */
export const programmeSchema = z
  .strictObject({
    id: Name,
    version: z.int().min(1).describe('Counts the versions of this programme; written on every award.'),
    timeZone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), {
        error: 'must be an IANA time zone, such as UTC or Europe/London',
      })
      .describe('IANA name; calendar days and months of all limits are those of this zone.'),
    unit: z.string().min(1).max(40).describe('What the members collect, in the plural.'),
    maxReactionAgeDays: z
      .int()
      .min(1)
      .describe('Offers are only made for what happened less than this many days of 24 hours ago.'),
    rules: z.array(Rule).min(1).describe('Earn rules; they act in this order.'),
    campaigns: z.array(Campaign),
  })
  .superRefine(({ rules, campaigns }, context) => {
    const awards = new Set<string>();
    rules.forEach((rule, index) => {
      for (const name of new Set([rule.name, ...awardsOf(rule).map((award) => award.name)])) {
        if (awards.has(name)) {
          context.addIssue({
            code: 'custom',
            path: ['rules', index],
            message: `the name "${name}" is already taken by another rule; every rule and award needs its own`,
          });
        }
        awards.add(name);
      }
    });
    if (rules.filter((rule) => rule.kind === 'points-per-referral').length > 1) {
      const index = rules.findLastIndex((rule) => rule.kind === 'points-per-referral');
      context.addIssue({
        code: 'custom',
        path: ['rules', index],
        message: 'there is already a rule of kind points-per-referral; a programme has at most one',
      });
    }
    campaigns.forEach((campaign, index) => {
      if (campaigns.findIndex((other) => other.id === campaign.id) < index) {
        context.addIssue({
          code: 'custom',
          path: ['campaigns', index, 'id'],
          message: `the campaign "${campaign.id}" is there twice`,
        });
      }
    });
  });

export type Programme = z.output<typeof programmeSchema>;
export type EarnRule = Programme['rules'][number];
export type PointsPerAmount = z.output<typeof pointsPerAmount>;
export type PointsPerReview = z.output<typeof pointsPerReview>;
export type PointsPerReferral = z.output<typeof pointsPerReferral>;
export type Campaign = Programme['campaigns'][number];

/** What the member reads, by the name of the award. */
export function awardTexts(programme: Programme): Map<string, string> {
  return new Map(programme.rules.flatMap(awardsOf).map(({ name, text }) => [name, text]));
}
