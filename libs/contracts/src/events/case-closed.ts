import { z } from 'zod';

import { caseExample, caseFields, Themes } from '../case-fields.js';
import { defineEvent, type DataOf } from '../define-event.js';
import { Instant } from '../fields.js';

export const caseClosed = defineEvent({
  type: 'loyalty.case.closed.v1',
  topic: 'loyalty.case',
  subject: 'customerId',
  summary: 'Somebody has followed a case up, or its issue was resolved. It is not opened again.',
  data: z.object({
    ...caseFields,
    closedAt: Instant,
    inTime: z.boolean().describe('Whether that was until `dueAt`, inclusive.'),
    by: z.enum(['person', 'resolution']).describe('resolution: the issue that it is about was resolved.'),
    outcome: z
      .enum(['resolved', 'unresolved', 'unreachable'])
      .describe('unresolved: the customer was heard, and it could not be put right. unreachable: nobody was reached.'),
    themes: Themes.describe(
      "Those of the programme's that the person who closed it named, else those it was opened with.",
    ),
  }),
  example: {
    ...caseExample,
    closedAt: '2027-03-02T09:30:00.000Z',
    inTime: true,
    by: 'person',
    outcome: 'resolved',
    themes: ['delivery', 'staff'],
  },
});
export type CaseClosed = DataOf<typeof caseClosed>;
