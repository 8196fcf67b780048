import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { reviewTrustExample, reviewTrustFields } from '../review-trust-fields.js';

export const reviewReleased = defineEvent({
  type: 'loyalty.review.released.v1',
  topic: 'loyalty.review',
  subject: 'customerId',
  summary: 'A held review is not held any more: a person released it, or what spoke against it no longer does.',
  data: z.object({
    ...reviewTrustFields,
    by: z
      .enum(['person', 'evidence'])
      .describe('person: what spoke against it then does not count any more. evidence: it is below the threshold now.'),
  }),
  example: { ...reviewTrustExample, score: 0, reasons: [], by: 'person' },
});
export type ReviewReleased = DataOf<typeof reviewReleased>;
