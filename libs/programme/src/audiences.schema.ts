import { z } from 'zod';

import { audienceMistake } from './conditions/audience-mistake.js';
import { conditionOnCustomer } from './conditions/condition.schema.js';
import { Name, printable } from './words.schema.js';

export const Audience = z
  .strictObject({
    id: Name,
    text: printable(200).optional().describe('Who that is, for the people who work with it.'),
    when: conditionOnCustomer()
      .superRefine((text, context) => {
        const mistake = audienceMistake(text, 'audience');
        if (!mistake) return;
        context.addIssue({ code: 'custom', message: mistake.message, params: { offset: mistake.offset } });
      })
      .describe('CEL expression over the `customer`: whoever it is true of is in the audience.'),
  })
  .describe('Customers of whom something is true: who enters and who leaves is told.');

export type Audience = z.output<typeof Audience>;
