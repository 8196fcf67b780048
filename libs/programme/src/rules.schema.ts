import {
  engagementRecorded,
  partnerAccrued,
  POINTS_AT_ONCE_MAX,
  purchaseCompleted,
  reviewPublished,
} from '@perennial/contracts';
import { z } from 'zod';

import { achievementMistakes } from './achievement-mistakes.js';
import { conditionOver, ConditionText } from './conditions/condition.schema.js';
import { limits, type EarnLimits } from './limits.schema.js';
import { AvailableOnDelivery, PendingDays, RuleExpiry } from './points-life.schema.js';
import { AmountPerCurrency, DifferentNames, Name, Sentence, WholePoints } from './words.schema.js';

const AwardText = Sentence.describe(
  'What the statement says of the award; where it is taken back or corrected, after words that say so.',
);

const AwardName = Name.describe(
  'Written on every award; never renamed, and never given to a rule of another kind or to a campaign that gives points.',
);

const base = {
  name: AwardName,
  text: AwardText,
  pendingDays: PendingDays.optional(),
  expiry: RuleExpiry.optional(),
  ...limits,
};

const pointsPerAmount = z
  .strictObject({
    kind: z.literal('points-per-amount'),
    ...base,
    availableOnDelivery: AvailableOnDelivery.optional(),
    when: conditionOver(purchaseCompleted).optional(),
    points: WholePoints.describe('Whole points for every full amount.'),
    perFullMinor: AmountPerCurrency,
  })
  .describe(
    'Points for every full amount of an order, rounded down per order; these count for tiers and are multiplied by them.',
  );

const pointsPerPartnerAmount = z
  .strictObject({
    kind: z.literal('points-per-partner-amount'),
    ...base,
    availableOnDelivery: AvailableOnDelivery.optional(),
    when: conditionOver(purchaseCompleted, partnerAccrued).optional(),
    points: WholePoints.describe('Whole points for every full amount.'),
    perFullMinor: z
      .record(Name, AmountPerCurrency)
      .refine((partners) => Object.keys(partners).length > 0, { error: 'must name at least one partner' })
      .describe('By partner. A partner that is not named earns nothing.'),
  })
  .describe('Points for every full amount spent at a partner, rounded down per purchase.');

const pointsPerReview = z
  .strictObject({
    kind: z.literal('points-per-review'),
    ...base,
    when: conditionOver(reviewPublished).optional(),
    points: WholePoints,
    verifiedOnly: z.boolean().describe('Whether the shop must have seen the purchase.'),
    paidPerMonthMax: z
      .int()
      .min(1)
      .describe("Reviews paid per member and calendar month of the programme's time zone, the earliest first."),
  })
  .describe('A fixed award for a published review, once per member and sku, whatever its stars.');

const pointsPerEngagement = z
  .strictObject({
    kind: z.literal('points-per-engagement'),
    ...base,
    when: conditionOver(engagementRecorded).optional(),
    on: DifferentNames.describe('Kinds of engagement that are paid, such as social-shared.'),
    points: WholePoints,
  })
  .describe('A fixed award for something other than buying; each proof is paid once per member and rule.');

const ReferralAward = z.strictObject({ name: AwardName, text: AwardText, points: WholePoints, ...limits });

const pointsPerReferral = z
  .strictObject({
    kind: z.literal('points-per-referral'),
    name: Name.describe('Of the rule; its two awards have names of their own.'),
    pendingDays: PendingDays.optional(),
    expiry: RuleExpiry.optional(),
    referrer: ReferralAward.describe('For the member who brought a friend.'),
    referee: ReferralAward.describe('For the friend.'),
    purchaseFromMinor: AmountPerCurrency.describe(
      "Net amount from which the friend's first such purchase qualifies, inclusive; whole minor units per currency.",
    ),
  })
  .describe("Points for both sides at the friend's first purchase that is large enough.");

const pointsPerAchievement = z
  .strictObject({
    kind: z.literal('points-per-achievement'),
    ...base,
    of: z
      .enum(['purchases', 'reviews', 'engagements', 'friends'])
      .describe(
        'What is counted: `purchases` (orders), `reviews` (each sku once), `engagements` (each proof once) or `friends` (brought, whose purchase was large enough).',
      ),
    on: DifferentNames.optional().describe('Kinds of engagement that count; with `of: engagements`.'),
    purchaseFromMinor: AmountPerCurrency.optional().describe(
      'Net amount from which a purchase counts, inclusive; whole minor units per currency. Absent: until all of it has come back.',
    ),
    when: ConditionText.optional().describe(
      'CEL expression that is true of what counts, over the data of its event; not with `of: friends`.',
    ),
    times: z.int().min(1).max(1_000).describe('Reached by so many; of a streak, by so many periods in a row.'),
    withinDays: z
      .int()
      .min(1)
      .max(3_650)
      .optional()
      .describe(
        "Calendar days of the programme's time zone in which they lie, the first and the last included: 1 is the same day. Absent: for ever.",
      ),
    streak: z
      .enum(['day', 'week', 'month'])
      .optional()
      .describe(
        "Instead of `withinDays`: calendar periods of the programme's time zone (`day`, `week` from Monday, or `month`), one directly after the other, with at least one each.",
      ),
    repeats: z.boolean().default(false).describe('Whether it begins anew once reached; else it is reached once.'),
    points: z
      .int()
      .min(0)
      .max(POINTS_AT_ONCE_MAX)
      .describe('Whole points each time it is reached; 0 where a badge is all.'),
    badge: Name.optional().describe('What the member can show.'),
  })
  .superRefine(achievementMistakes)
  .describe(
    'Points or a badge for having done something so many times. What comes back, or is taken back, no longer counts.',
  );

export const Rule = z.discriminatedUnion('kind', [
  pointsPerAmount,
  pointsPerPartnerAmount,
  pointsPerReview,
  pointsPerEngagement,
  pointsPerReferral,
  pointsPerAchievement,
]);

export type EarnRule = z.output<typeof Rule>;
export type PointsPerAmount = z.output<typeof pointsPerAmount>;
export type PointsPerPartnerAmount = z.output<typeof pointsPerPartnerAmount>;
export type PointsPerReview = z.output<typeof pointsPerReview>;
export type PointsPerEngagement = z.output<typeof pointsPerEngagement>;
export type PointsPerAchievement = z.output<typeof pointsPerAchievement>;
export type PointsPerReferral = z.output<typeof pointsPerReferral>;

/** The awards a rule can cause, and their limits. */
export function awardsOf(rule: EarnRule): ({ name: string; text: string } & EarnLimits)[] {
  return rule.kind === 'points-per-referral' ? [rule.referrer, rule.referee] : [rule];
}
