import { z } from 'zod';

import { CustomerId, Id, Instant, OrderId, Word } from './fields.js';

/** What every message on `loyalty.case` says: whom a person should hear, about what, and until when. Never in the customer's words. */
export const caseFields = {
  caseId: Id.describe('The same for the same answer or issue, after any replay.'),
  customerId: CustomerId,
  reason: z
    .enum(['detractor', 'passive', 'bad-csat', 'service-issue'])
    .describe('detractor, passive: an answer to an NPS survey. bad-csat: an answer to a satisfaction survey.'),
  about: z
    .object({
      kind: z.enum(['answer', 'issue']),
      id: Id.describe('The `responseId` or `issueId`.'),
      orderId: OrderId.optional(),
      survey: Word.optional().describe('Of an answer.'),
      touchpoint: Word.optional().describe('Of an answer.'),
      locationId: Id.optional().describe('Of an answer.'),
      score: z.int().optional().describe('Of an answer, on the scale of its survey.'),
      issueKind: Word.optional().describe('Of an issue: late, damaged, wrong-item, other.'),
      severity: z.int().min(1).max(3).optional().describe('Of an issue: 1 slight, 2 serious, 3 grave.'),
    })
    .describe('What was answered or went wrong. What the customer wrote stays with whom it was sent to.'),
  openedAt: Instant.describe('When it was answered or reported.'),
  dueAt: Instant.describe('Closed at this instant at the latest, it is closed in time.'),
};

/** Words of the programme's list. */
export const Themes = z.array(Id);

export const caseExample: z.input<z.ZodObject<typeof caseFields>> = {
  caseId: '0d0b8a4e-1a5c-5a37-9a53-3e1d0b5c2f11',
  customerId: 'c-7',
  reason: 'detractor',
  about: { kind: 'answer', id: 's-5', orderId: 'o-3', survey: 'nps', touchpoint: 'delivery', score: 3 },
  openedAt: '2027-03-01T10:00:00.000Z',
  dueAt: '2027-03-03T10:00:00.000Z',
};
