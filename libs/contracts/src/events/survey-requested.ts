import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, OrderId, Reason, Word } from '../fields.js';

export const surveyRequested = defineEvent({
  type: 'loyalty.survey.requested.v1',
  topic: 'loyalty.survey',
  subject: 'customerId',
  summary:
    'A customer should be asked to answer a survey now. Whoever sends the invitation publishes commerce.survey.invited.v1 when it is sent.',
  data: z.object({
    requestId: Id.describe(
      'The same after any replay. Give it as `invitationId` of the invitation, so that both count as one contact.',
    ),
    customerId: CustomerId,
    survey: Word.describe('nps, csat, or a name of your own.'),
    touchpoint: Word.optional().describe('What the survey is about. Invitation and answer should have it, too.'),
    orderId: OrderId.optional().describe('The order that it is about.'),
    issueId: Id.optional().describe('The service issue that it is about.'),
    reason: Reason,
  }),
  example: {
    requestId: '5b0f6f0e-4f1d-5a63-8f4a-0a4c7d1b9e22',
    customerId: 'c-7',
    survey: 'nps',
    touchpoint: 'delivery',
    orderId: 'o-3',
    reason: { rule: 'after-delivery', programmeVersion: 1, text: 'How was your order?' },
  },
});
export type SurveyRequested = DataOf<typeof surveyRequested>;
