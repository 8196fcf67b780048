import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, OrderId } from '../fields.js';

export const serviceIssueResolved = defineEvent({
  type: 'commerce.service-issue.resolved.v1',
  topic: 'commerce.service-issue',
  subject: 'customerId',
  businessKey: ['issueId'],
  summary: 'A reported issue was settled with the customer.',
  data: z.object({
    issueId: Id,
    customerId: CustomerId,
    orderId: OrderId.optional(),
    kind: z.enum(['late', 'damaged', 'wrong-item', 'other']).optional(),
    severity: z.int().min(1).max(3).optional().describe('1 slight, 2 serious, 3 grave.'),
  }),
  example: { issueId: 'i-4', customerId: 'c-7' },
});
export type ServiceIssueResolved = DataOf<typeof serviceIssueResolved>;
