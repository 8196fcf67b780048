import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { AmountMinor, Currency, CustomerId, Id, OrderId, Text } from '../fields.js';

export const returnCompleted = defineEvent({
  type: 'commerce.return.completed.v1',
  topic: 'commerce.return',
  subject: 'customerId',
  businessKey: ['returnId'],
  summary: 'Goods of an order came back, or part of its price was refunded.',
  data: z.object({
    returnId: Id,
    orderId: OrderId,
    customerId: CustomerId.optional().describe("Absent: the order's customer. Present: must be the order's customer."),
    currency: Currency.describe("ISO 4217 code; the order's currency."),
    amountMinor: AmountMinor.describe(
      "Returned amount on the basis of the order's totalMinor, in minor units. All returns of an order together must not exceed its totalMinor.",
    ),
    lines: z
      .array(
        z.object({
          lineId: Id.describe('A line of the order.'),
          quantity: z.int().min(1).describe('Pieces returned of this line.'),
          amountMinor: AmountMinor,
        }),
      )
      .refine((lines) => new Set(lines.map((line) => line.lineId)).size === lines.length, {
        error: 'must not contain a lineId twice',
      })
      .transform((lines) => (lines.length === 0 ? undefined : lines))
      .optional()
      .describe('Empty means the same as absent: the amount is spread over the whole order.'),
    reason: Text.optional(),
  }),
  example: {
    returnId: 'rt-1',
    orderId: 'o-3',
    customerId: 'c-7',
    currency: 'USD',
    amountMinor: 10450,
    lines: [{ lineId: '1', quantity: 1, amountMinor: 10450 }],
    reason: 'too small',
  },
});
export type ReturnCompleted = DataOf<typeof returnCompleted>;
