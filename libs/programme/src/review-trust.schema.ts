import { z } from 'zod';

import { Days } from './words.schema.js';

const Weight = z.int().min(0).max(1000);
const Times = z.int().min(1).max(100_000);

const weights = {
  unverified: Weight.default(50).describe('No purchase of it by the customer is known that was not sent back.'),
  sameOrderLine: Weight.default(60).describe('The order line was reviewed before.'),
  velocityDay: Weight.default(40).describe('The customer has published more than reviewsPerDayMax that day.'),
  velocityMonth: Weight.default(40).describe('The customer has published more than reviewsPerMonthMax that month.'),
  burst: Weight.default(50).describe('The product got many more reviews that day than it gets.'),
  duplicateText: Weight.default(60).describe('The text stood in an earlier review of another customer or product.'),
  nearDuplicateText: Weight.default(60).describe(
    'Almost the same words stood in an earlier review of another customer or product.',
  ),
};

/** What speaks against a review that was published, and how much. There is no key for stars: they are not looked at. */
export const ReviewTrust = z
  .strictObject({
    holdFrom: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe(
        'Sum of weights from which on a review is held until a person has looked at it. Above the sum of all weights: none is.',
      ),
    purchaseWithinDays: Days.default(365).describe(
      'How many days of 24 hours before the review the purchase may lie at most.',
    ),
    reviewsPerDayMax: Times.default(5).describe(
      "Reviews of a customer in a calendar day of the programme's time zone.",
    ),
    reviewsPerMonthMax: Times.default(20).describe(
      "Reviews of a customer in a calendar month of the programme's time zone.",
    ),
    burst: z
      .strictObject({
        pastDays: z
          .int()
          .min(1)
          .max(365)
          .default(28)
          .describe('Calendar days before that its usual pace is taken from.'),
        perDayMin: z.number().gt(0).max(1_000_000).default(0.7).describe('Its usual pace is never taken for less.'),
        tail: z
          .number()
          .gt(0)
          .max(0.1)
          .default(0.000001)
          .describe('At its usual pace, so many reviews on a day would be this unlikely or less.'),
      })
      .prefault({})
      .describe('When a product gets too many reviews at once.'),
    similarity: z
      .number()
      .gt(0)
      .max(1)
      .default(0.8)
      .describe(
        'Share of words in common from which on two texts are near duplicates: words in both by words in either.',
      ),
    weights: z.strictObject(weights).prefault({}).describe('What each reason counts; 0: not at all.'),
  })
  .describe('When a published review is held for a person to look at. It never depends on stars.');

export type ReviewTrust = z.output<typeof ReviewTrust>;

/** How a programme judges reviews: by the standard values where it does not say. */
export function reviewTrustOf({ reviewTrust }: { readonly reviewTrust?: ReviewTrust | undefined }): ReviewTrust {
  return reviewTrust ?? STANDARD;
}

const STANDARD = ReviewTrust.parse({});
