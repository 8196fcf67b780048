import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, OrderId, Word } from '../fields.js';

export const surveyInvited = defineEvent({
  type: 'commerce.survey.invited.v1',
  topic: 'commerce.survey',
  subject: 'customerId',
  businessKey: ['invitationId'],
  summary: 'A customer was asked to answer a survey. Published by whoever sends the invitation, when it is sent.',
  data: z.object({
    invitationId: Id.describe(
      'Of this message to the customer; a reminder has one of its own. Where loyalty.survey.requested.v1 asked for it, its `requestId`.',
    ),
    customerId: CustomerId,
    survey: Word.describe('As the answers will name it: nps, csat, or a name of your own.'),
    touchpoint: Word.optional().describe('As the answers will name it. Absent: an answer about any counts.'),
    orderId: OrderId.optional().describe('The order that it was sent for.'),
    locationId: Id.optional(),
  }),
  example: { invitationId: 'i-5', customerId: 'c-7', survey: 'nps', touchpoint: 'delivery', orderId: 'o-3' },
});
export type SurveyInvited = DataOf<typeof surveyInvited>;
