import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { reviewTrustExample, reviewTrustFields } from '../review-trust-fields.js';

export const reviewHeld = defineEvent({
  type: 'loyalty.review.held.v1',
  topic: 'loyalty.review',
  subject: 'customerId',
  summary: 'So much speaks against a published review that a person should look at it. Nothing is taken back by this.',
  data: z.object(reviewTrustFields),
  example: reviewTrustExample,
});
export type ReviewHeld = DataOf<typeof reviewHeld>;
