import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id } from '../fields.js';

export const reviewUnpublished = defineEvent({
  type: 'commerce.review.unpublished.v1',
  topic: 'commerce.review',
  subject: 'customerId',
  businessKey: ['reviewId'],
  summary: 'A published review was taken back or removed.',
  data: z.object({
    reviewId: Id,
    customerId: CustomerId.describe("Must be the customer of the review's publication."),
  }),
  example: { reviewId: 'r-81', customerId: 'c-7' },
});
export type ReviewUnpublished = DataOf<typeof reviewUnpublished>;
