import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId } from '../fields.js';

export const customerMerged = defineEvent({
  type: 'commerce.customer.merged.v1',
  topic: 'commerce.customer',
  subject: 'fromCustomerId',
  summary: 'Two customer records turned out to be one person: everything of one moves to the other.',
  data: z.object({
    fromCustomerId: CustomerId.describe('The record that goes; equals the CloudEvents subject.'),
    intoCustomerId: CustomerId.describe('The record that stays.'),
  }),
  example: { fromCustomerId: 'c-70', intoCustomerId: 'c-7' },
});
export type CustomerMerged = DataOf<typeof customerMerged>;
