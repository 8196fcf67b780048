import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import {
  AmountMinor,
  Currency,
  CustomerId,
  Id,
  Instant,
  MemberSequence,
  Reason,
  Sku,
  Text,
  Thing,
  Word,
} from '../fields.js';

export const rewardIssued = defineEvent({
  type: 'loyalty.reward.issued.v1',
  topic: 'loyalty.reward-issued',
  subject: 'customerId',
  summary: 'A customer got something: points, a gift, a discount, a benefit or an experience.',
  data: z.object({
    rewardId: Id.describe('Equals the CloudEvents id; the same after any crash or replay.'),
    customerId: CustomerId,
    kind: z.enum(['points', 'gift', 'discount', 'benefit', 'experience']),
    points: z.int().min(1).optional().describe('Whole points; only of kind points.'),
    code: Id.optional().describe('What the customer shows or types in to use it.'),
    rewardRef: Id.optional().describe('Id in the catalogue, or of the campaign.'),
    value: z
      .union([
        z.object({
          percent: z.number().gt(0).max(100).describe('Percent off, 20 is 20 %.'),
          atMost: z
            .object({ amountMinor: AmountMinor, currency: Currency })
            .optional()
            .describe('The most it takes off, of orders in this currency only. Absent: no bound.'),
        }),
        z.object({ amountMinor: AmountMinor, currency: Currency }),
      ])
      .optional()
      .describe('Face value of a discount: a percentage or an amount.'),
    freeShipping: z
      .object({
        atMost: z
          .object({ amountMinor: AmountMinor, currency: Currency })
          .optional()
          .describe('The most it takes off, of orders in this currency only. Absent: all of it.'),
      })
      .optional()
      .describe('A discount on the shipping of an order; it has no value then.'),
    multiplier: z
      .object({
        factorPercent: z.int().min(101).describe('200 is double.'),
        pointsMax: z.int().min(1).describe('Whole points it gives at most, besides those the order earns anyway.'),
      })
      .optional()
      .describe(
        'A benefit: base points of an order are multiplied, of the first one later than `validFrom` and before `validTo` for which that gives a point.',
      ),
    scope: z
      .object({ categories: z.array(Word).optional(), skus: z.array(Sku).optional() })
      .optional()
      .describe('What it may be used on. Absent: everything.'),
    quantity: z.int().min(1).optional().describe('How many of the reward; absent: one.'),
    choice: Word.optional().describe('The variant the customer chose.'),
    choices: z
      .array(Word)
      .optional()
      .describe('Variants, of which the customer is still to choose one: loyalty.offer.chosen.v1 tells which.'),
    note: Text.optional().describe('Text to go with a gift.'),
    validFrom: Instant.optional().describe('Inclusive. Absent: at once.'),
    validTo: Instant.optional().describe('Exclusive: no longer valid from this instant on. Absent: no end.'),
    availableAt: Instant.optional().describe(
      'When points can be spent from, inclusive. Those that wait for a delivery may become available before: loyalty.points.activated.v1 says so.',
    ),
    expiresAt: Instant.optional().describe('When points are gone: from this instant on. Absent: they do not expire.'),
    reason: Reason.required(),
    thing: Thing.optional(),
    memberSequence: MemberSequence.optional().describe(
      "Only in the ledger's messages: per customer 1, 2, 3 … without gaps on this topic. Keep the highest and drop what is not above it; a gap means that a message is still to come.",
    ),
  }),
  example: {
    rewardId: '5f0c6c0e-94dd-5a6e-8a52-9b2a3f2a8f11',
    customerId: 'c-7',
    kind: 'points',
    points: 10,
    availableAt: '2027-03-01T10:00:00Z',
    expiresAt: '2028-04-01T00:00:00Z',
    reason: { rule: 'purchase', programmeVersion: 1, text: '10 points for order o-3' },
    thing: 'order:o-3',
    memberSequence: 1,
  },
});
export type RewardIssued = DataOf<typeof rewardIssued>;
