import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { reviewTrustExample, reviewTrustFields } from '../review-trust-fields.js';

export const reviewConfirmed = defineEvent({
  type: 'loyalty.review.confirmed.v1',
  topic: 'loyalty.review',
  subject: 'customerId',
  summary:
    'A person found that a held review is not to be believed. Whoever unpublishes it, has its points taken back.',
  data: z.object(reviewTrustFields),
  example: reviewTrustExample,
});
export type ReviewConfirmed = DataOf<typeof reviewConfirmed>;
