import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, OrderId, Text, Word } from '../fields.js';

/** The range an answer must have for the surveys whose scale is fixed by convention. */
const SCALES = new Map([
  ['nps', { min: 0, max: 10 }],
  ['csat', { min: 1, max: 5 }],
]);

export const surveyAnswered = defineEvent({
  type: 'commerce.survey.answered.v1',
  topic: 'commerce.survey',
  subject: 'customerId',
  businessKey: ['responseId'],
  summary: 'Somebody answered a survey.',
  data: z
    .object({
      responseId: Id,
      customerId: CustomerId.optional().describe('Absent when the answer is anonymous.'),
      survey: Word.describe('nps, csat, or a name of your own.'),
      touchpoint: Word.optional().describe('What the survey was about, such as delivery or store.'),
      orderId: OrderId.optional(),
      locationId: Id.optional(),
      score: z.number().describe('nps: whole, 0 to 10. csat: whole, 1 to 5. Own surveys: any number.'),
      answers: z.record(z.string(), z.unknown()).optional().describe('Further answers by question.'),
      comment: Text.optional(),
    })
    .superRefine(({ survey, score }, context) => {
      const scale = SCALES.get(survey);
      if (!scale || (Number.isInteger(score) && score >= scale.min && score <= scale.max)) return;
      const message = `must be whole and from ${scale.min} to ${scale.max} for survey ${survey}`;
      context.addIssue({ code: 'custom', path: ['score'], message });
    }),
  example: { responseId: 's-5', customerId: 'c-7', survey: 'nps', touchpoint: 'delivery', orderId: 'o-3', score: 9 },
});
export type SurveyAnswered = DataOf<typeof surveyAnswered>;
