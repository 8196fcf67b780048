import { eventOfType } from '@perennial/contracts';
import { z } from 'zod';

import { conditionMistake } from './conditions/condition-mistake.js';
import { ConditionText } from './conditions/condition.schema.js';
import { Days, Name, printable } from './words.schema.js';

/** After what customers can be asked to answer a survey. */
const ASKING_EVENTS = [
  'commerce.purchase.completed.v1',
  'commerce.purchase.delivered.v1',
  'commerce.service-issue.resolved.v1',
] as const;

const SurveyRequest = z
  .strictObject({
    id: Name,
    text: printable(200).describe('What the customer is asked, for whoever sends it.'),
    survey: printable(100).describe('nps, csat, or a name of your own.'),
    touchpoint: printable(100).optional().describe('What it is about, such as delivery.'),
    on: z.enum(ASKING_EVENTS).describe('Once for each order, or for each issue.'),
    when: ConditionText.optional().describe(
      'CEL expression over the `data` of the event and the `customer`: it is for those of whom it is true.',
    ),
    afterDays: z.int().min(0).max(365).default(0).describe('So many days of 24 hours later; 0: at once.'),
    samplePercent: z
      .number()
      .gt(0)
      .max(100)
      .default(100)
      .describe('Share of the customers who are asked, always the same ones.'),
    consent: Name.optional().describe(
      'Purpose or channel the customer must have said yes to, such as email. Nobody is asked who said no to `surveys`.',
    ),
  })
  .superRefine(({ on, when }, context) => {
    const declaration = eventOfType(on);
    const mistake = declaration && when !== undefined ? conditionMistake(when, [declaration], 'customer') : undefined;
    if (!mistake) return;
    const { message, offset } = mistake;
    context.addIssue({ code: 'custom', path: ['when'], message, params: { offset } });
  });

export type SurveyRequest = z.output<typeof SurveyRequest>;

/** Who is asked to answer surveys, after what. */
export const Surveys = z
  .strictObject({
    perCustomer: z
      .strictObject({ most: z.int().min(1).max(1_000), days: Days })
      .describe('Nobody is asked more often in so many days of 24 hours, by all surveys and all senders together.'),
    requests: z
      .array(SurveyRequest)
      .superRefine((requests, context) => {
        requests.forEach(({ id }, index) => {
          if (requests.findIndex((other) => other.id === id) < index)
            context.addIssue({ code: 'custom', path: [index, 'id'], message: `the request "${id}" is there twice` });
        });
      })
      .describe('Of each, loyalty.survey tells a sender whom to ask.'),
  })
  .describe('Who is asked to answer surveys, after what. Absent: nobody.');

export type SurveySettings = z.output<typeof Surveys>;
