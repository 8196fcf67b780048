import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, Sku, Word } from '../fields.js';

export const engagementRecorded = defineEvent({
  type: 'commerce.engagement.recorded.v1',
  topic: 'commerce.engagement',
  subject: 'customerId',
  summary: 'A customer did something other than buying.',
  data: z.object({
    customerId: CustomerId,
    kind: Word.describe(
      'product-viewed, category-viewed, social-shared, event-attended, workshop-attended, contest-entered, forum-posted, suggestion-made, story-submitted, or a name of your own.',
    ),
    sku: Sku.optional(),
    category: Word.optional(),
    proofId: Id.optional().describe(
      'What shows that it took place: ticket, post, entry. Each counts once per customer.',
    ),
  }),
  example: { customerId: 'c-7', kind: 'workshop-attended', proofId: 'ticket-551' },
});
export type EngagementRecorded = DataOf<typeof engagementRecorded>;
