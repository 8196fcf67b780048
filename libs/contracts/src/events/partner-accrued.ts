import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { AmountMinor, Currency, CustomerId, Id } from '../fields.js';

export const partnerAccrued = defineEvent({
  type: 'commerce.partner.accrued.v1',
  topic: 'commerce.partner',
  subject: 'customerId',
  businessKey: ['partnerId', 'externalId'],
  summary: 'A customer spent money at a coalition partner.',
  data: z.object({
    partnerId: Id,
    externalId: Id.describe("The partner's own id of it; unique per partner."),
    customerId: CustomerId,
    currency: Currency,
    amountMinor: AmountMinor,
  }),
  example: { partnerId: 'fuel', externalId: 'tx-9', customerId: 'c-7', currency: 'GBP', amountMinor: 4210 },
});
export type PartnerAccrued = DataOf<typeof partnerAccrued>;
