import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { AmountMinor, Currency, CustomerId, Id } from '../fields.js';

export const partnerReversed = defineEvent({
  type: 'commerce.partner.reversed.v1',
  topic: 'commerce.partner',
  subject: 'customerId',
  businessKey: ['reversalId'],
  summary: 'All or part of a spending at a coalition partner was reversed. Several may follow one accrual.',
  data: z.object({
    reversalId: Id,
    partnerId: Id,
    externalId: Id.describe('The accrual that is reversed.'),
    customerId: CustomerId,
    currency: Currency,
    amountMinor: AmountMinor.describe(
      'Reversed by this event alone, in minor units. All reversals of an accrual together must not exceed it.',
    ),
  }),
  example: {
    reversalId: 'rv-1',
    partnerId: 'fuel',
    externalId: 'tx-9',
    customerId: 'c-7',
    currency: 'GBP',
    amountMinor: 2000,
  },
});
export type PartnerReversed = DataOf<typeof partnerReversed>;
