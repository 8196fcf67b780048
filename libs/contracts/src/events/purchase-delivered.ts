import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, OrderId } from '../fields.js';

export const purchaseDelivered = defineEvent({
  type: 'commerce.purchase.delivered.v1',
  topic: 'commerce.purchase',
  subject: 'customerId',
  summary:
    'An order reached its customer, as a whole or the first part of it, at the time of the event. Of several deliveries of one order the earliest counts.',
  data: z.object({
    orderId: OrderId,
    customerId: CustomerId.optional().describe("Absent: the order's customer. Present: must be the order's customer."),
  }),
  example: { orderId: 'o-3', customerId: 'c-7' },
});
export type PurchaseDelivered = DataOf<typeof purchaseDelivered>;
