import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, OrderId } from '../fields.js';

export const serviceIssueReported = defineEvent({
  type: 'commerce.service-issue.reported.v1',
  topic: 'commerce.service-issue',
  subject: 'customerId',
  businessKey: ['issueId'],
  summary: 'Something went wrong for a customer.',
  data: z.object({
    issueId: Id,
    customerId: CustomerId,
    orderId: OrderId.optional(),
    kind: z.enum(['late', 'damaged', 'wrong-item', 'other']),
    severity: z.int().min(1).max(3).describe('1 slight, 2 serious, 3 grave.'),
  }),
  example: { issueId: 'i-4', customerId: 'c-7', orderId: 'o-3', kind: 'late', severity: 2 },
});
export type ServiceIssueReported = DataOf<typeof serviceIssueReported>;
