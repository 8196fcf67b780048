import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, Instant, Sku, Word } from '../fields.js';

export const suggestionChanged = defineEvent({
  type: 'loyalty.suggestion.changed.v1',
  topic: 'loyalty.suggestion',
  subject: 'customerId',
  summary:
    'It was decided what becomes of something that a customer suggested: reason to tell them. Once for each status.',
  data: z.object({
    suggestionId: Id.describe('The same for the same suggestion, after any replay.'),
    customerId: CustomerId,
    status: z
      .enum(['planned', 'done', 'declined'])
      .describe('planned: it will be done. done, declined: that is the end of it.'),
    sku: Sku.optional().describe('What it is about, as the suggestion said.'),
    category: Word.optional().describe('What it is about, as the suggestion said.'),
    proofId: Id.optional().describe('Where the words of it stand, as the suggestion said.'),
    madeAt: Instant.describe('When the customer suggested it.'),
    changedAt: Instant,
  }),
  example: {
    suggestionId: '5b0c8f52-0d7e-5c0c-9a53-3e1d0b5c2f19',
    customerId: 'c-7',
    status: 'done',
    category: 'packaging',
    proofId: 'post-81',
    madeAt: '2027-03-01T10:00:00.000Z',
    changedAt: '2027-03-20T09:30:00.000Z',
  },
});
export type SuggestionChanged = DataOf<typeof suggestionChanged>;
