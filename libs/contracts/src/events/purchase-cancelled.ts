import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, OrderId } from '../fields.js';

export const purchaseCancelled = defineEvent({
  type: 'commerce.purchase.cancelled.v1',
  topic: 'commerce.purchase',
  subject: 'customerId',
  businessKey: ['orderId'],
  summary: 'An order was called off as a whole. Final: later revisions and returns of it have no effect.',
  data: z.object({
    orderId: OrderId,
    customerId: CustomerId.optional().describe("Absent: the order's customer. Present: must be the order's customer."),
  }),
  example: { orderId: 'o-3', customerId: 'c-7' },
});
export type PurchaseCancelled = DataOf<typeof purchaseCancelled>;
