import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId } from '../fields.js';

export const customerErased = defineEvent({
  type: 'commerce.customer.erased.v1',
  topic: 'commerce.customer',
  subject: 'customerId',
  summary: 'A customer is to be forgotten. Acts at once; every later event of the customer is refused.',
  data: z.object({ customerId: CustomerId }),
  example: { customerId: 'c-7' },
});
export type CustomerErased = DataOf<typeof customerErased>;
