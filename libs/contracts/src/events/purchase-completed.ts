import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { AmountMinor, Currency, CustomerId, Id, OrderId, Sku, Word } from '../fields.js';

const Line = z.object({
  lineId: Id.describe('Unique within the order.'),
  sku: Sku,
  productId: Id.optional().describe('The product the sku is a variant of.'),
  category: Word.optional(),
  quantity: z.int().min(1),
  unitPriceMinor: AmountMinor.describe('Price of one, before discounts, in minor units of the currency.'),
  discountMinor: AmountMinor.optional().describe('Discount on the whole line, not per piece; minor units.'),
  giftCard: z.boolean().optional().describe('The line sells a gift card: paid for, but not goods.'),
});

const lineIdOnce = (lines: readonly { lineId: string }[]) =>
  new Set(lines.map((line) => line.lineId)).size === lines.length;

export const purchaseCompleted = defineEvent({
  type: 'commerce.purchase.completed.v1',
  topic: 'commerce.purchase',
  subject: 'customerId',
  businessKey: ['orderId', 'revision'],
  summary: 'A customer or a guest paid for an order, or an order already paid was amended (a higher revision).',
  data: z.object({
    orderId: OrderId,
    revision: z
      .int()
      .min(0)
      .default(0)
      .describe('Counts amendments of the same order; the highest one accepted is the order. Absent: 0.'),
    customerId: CustomerId.optional().describe('The customer; equals the CloudEvents subject. Absent for a guest.'),
    channel: Word.optional().describe('Where it was bought: online, app, store, or a name of your own.'),
    locationId: Id.optional().describe('The shop or terminal.'),
    partnerId: Id.optional().describe('The coalition partner the order was placed with.'),
    currency: Currency,
    lines: z
      .array(Line)
      .refine(lineIdOnce, { error: 'must not contain a lineId twice' })
      .transform((lines) => (lines.length === 0 ? undefined : lines))
      .optional()
      .describe('Empty means the same as absent: nothing is known of the lines. They need not sum to totalMinor.'),
    totalMinor: AmountMinor.describe(
      'Paid for goods after discounts, without shipping, in minor units of the currency. Contains tax only when taxIncluded. This, not the sum of the lines, counts.',
    ),
    taxMinor: AmountMinor.optional(),
    taxIncluded: z.boolean().optional().describe('Whether totalMinor contains taxMinor. Absent: false.'),
    shippingMinor: AmountMinor.optional().describe('Paid for shipping, on top of totalMinor; minor units.'),
    pointsTenderMinor: AmountMinor.optional().describe(
      'Part of totalMinor that was paid with points; minor units. Debits no points by itself.',
    ),
    codes: z.array(Id).optional().describe('Discount codes used on the order.'),
  }),
  example: {
    orderId: 'o-3',
    customerId: 'c-7',
    channel: 'online',
    currency: 'USD',
    lines: [{ lineId: '1', sku: 'ring-3', category: 'rings', quantity: 1, unitPriceMinor: 12000, discountMinor: 1550 }],
    totalMinor: 10450,
    taxMinor: 836,
    taxIncluded: false,
    shippingMinor: 500,
    codes: ['WELCOME'],
  },
});
export type PurchaseCompleted = DataOf<typeof purchaseCompleted>;
