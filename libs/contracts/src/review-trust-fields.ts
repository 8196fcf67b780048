import { z } from 'zod';

import { Count, CustomerId, Id, Sku } from './fields.js';

/** What every message on `loyalty.review` says: which review, and what spoke against it when this happened. */
export const reviewTrustFields = {
  reviewId: Id,
  customerId: CustomerId,
  sku: Sku,
  score: Count.describe('Sum of the weights of the reasons that count. Stars and sentiment are no part of it.'),
  reasons: z
    .array(
      z.object({
        code: Id.describe(
          'unverified, same-order-line, velocity-day, velocity-month, burst, duplicate-text, near-duplicate-text; more may come.',
        ),
        weight: Count,
        evidence: z.record(z.string(), z.number()).describe('Figures by name: docs/reviews.md has them. Never texts.'),
      }),
    )
    .describe('Those a person has released before are not among them.'),
};

export const reviewTrustExample: z.input<z.ZodObject<typeof reviewTrustFields>> = {
  reviewId: 'r-81',
  customerId: 'c-7',
  sku: 'ring-3',
  score: 100,
  reasons: [
    { code: 'unverified', weight: 50, evidence: { withinDays: 365, orders: 0, returned: 0 } },
    { code: 'burst', weight: 50, evidence: { onDay: 8, expected: 0.7, tail: 7.7e-7 } },
  ],
};
