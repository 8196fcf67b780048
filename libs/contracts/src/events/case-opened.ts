import { z } from 'zod';

import { caseExample, caseFields, Themes } from '../case-fields.js';
import { defineEvent, type DataOf } from '../define-event.js';

export const caseOpened = defineEvent({
  type: 'loyalty.case.opened.v1',
  topic: 'loyalty.case',
  subject: 'customerId',
  summary: 'A customer answered badly or reported an issue: a person should get in touch until it is due.',
  data: z.object({ ...caseFields, themes: Themes.describe("Those of the programme's that the answer itself names.") }),
  example: { ...caseExample, themes: ['delivery'] },
});
export type CaseOpened = DataOf<typeof caseOpened>;
