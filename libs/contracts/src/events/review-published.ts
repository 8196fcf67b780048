import { z } from 'zod';

import { BodySignature } from '../body-signature.js';
import { defineEvent, type DataOf } from '../define-event.js';
import { Count, CustomerId, Id, OrderId, Sku } from '../fields.js';

export const reviewPublished = defineEvent({
  type: 'commerce.review.published.v1',
  topic: 'commerce.review',
  subject: 'customerId',
  businessKey: ['reviewId'],
  summary: 'A review of something a customer bought became visible to others.',
  data: z.object({
    reviewId: Id,
    customerId: CustomerId,
    sku: Sku,
    orderId: OrderId.optional().describe('The order the reviewed item came in.'),
    rating: z.int().min(1).max(5).describe('Stars, 1 to 5.'),
    verified: z.boolean().describe('The shop saw the purchase.'),
    bodyDigest: Id.optional().describe('Digest of the text, for spotting copies. The text itself is not wanted.'),
    bodySignature: BodySignature.optional().describe(
      'MinHash of the words, for spotting texts that are almost copies: 128 values of 16 bits, big endian, as base64url without padding. docs/reviews.md says how it is computed. Absent for short texts.',
    ),
    photos: Count.optional().describe('Number of photos.'),
  }),
  example: { reviewId: 'r-81', customerId: 'c-7', sku: 'ring-3', orderId: 'o-3', rating: 4, verified: true, photos: 1 },
});
export type ReviewPublished = DataOf<typeof reviewPublished>;
