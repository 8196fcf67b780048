import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId } from '../fields.js';

export const loyaltyCustomerErased = defineEvent({
  type: 'loyalty.customer.erased.v1',
  topic: 'loyalty.customer',
  subject: 'customerId',
  summary: 'A customer has been forgotten here: the receipt on which downstream systems forget, too.',
  data: z.object({ customerId: CustomerId }),
  example: { customerId: 'c-7' },
});
export type LoyaltyCustomerErased = DataOf<typeof loyaltyCustomerErased>;
