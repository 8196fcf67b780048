import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { AmountMinor, Count, Currency, CustomerId, Id, Word } from '../fields.js';

const Share = z.number().min(0).max(1);

const Projection = z.object({
  currency: Currency,
  frequency: Count.describe('Purchase days after the first one, net of returns.'),
  recencyDays: z.number().min(0).describe('Days from the first purchase day to the last.'),
  ageDays: z.number().min(0).describe('Days from the first purchase day to the day of the projection.'),
  monetaryMinor: AmountMinor.describe(
    'Mean spend per purchase day after the first, rounded to whole minor units; 0 when there is none.',
  ),
  pAlive: Share.optional().describe(
    'Probability that the customer still buys, by BG/NBD. Absent until a model is fitted.',
  ),
  pAliveMbg: Share.optional().describe(
    'The same by MBG/NBD, which can also give up directly after the first purchase.',
  ),
  expectedPurchases: z
    .object({ d90: z.number().min(0), d365: z.number().min(0) })
    .optional()
    .describe('Expected number of purchase days in the next 90 and 365 days. Absent until a model is fitted.'),
  clvMinor: AmountMinor.optional().describe(
    'Expected discounted spend over the horizon, in whole minor units. Absent until a model is fitted.',
  ),
  clvDecile: z.int().min(1).max(10).optional().describe('10: the tenth of the customers with the highest value.'),
  newCustomerClvMinor: AmountMinor.optional().describe(
    'What is expected of somebody who buys for the first time at the moment of the fit, in this currency, over the same horizon and discounted alike: for customers without a projection. Spend as clvMinor, no margin taken off, without the first purchase. The same in all projections of a model. Absent as clvMinor is.',
  ),
  horizonDays: z
    .int()
    .min(1)
    .optional()
    .describe(
      'How far clvMinor and newCustomerClvMinor look ahead, in whole days: 365 stands for twelve months of 365.25 / 12 days, each discounted from its end.',
    ),
  annualDiscountRate: z.number().min(0).optional().describe('0.1 is 10 % a year.'),
  repeatCustomers: Count.optional().describe(
    'Customers with a repeat purchase that the model of this currency was fitted on, 100 at least. Absent until a model is fitted.',
  ),
});

export const clvProjected = defineEvent({
  type: 'loyalty.clv.projected.v1',
  topic: 'loyalty.clv',
  subject: 'customerId',
  summary: 'What a customer is expected to buy. The latest one counts; a tombstone (null value) follows an erasure.',
  data: z.object({
    customerId: CustomerId,
    projections: z.array(Projection).describe('One per currency the customer bought in.'),
    segment: Word.optional().describe('Name of the segment. Absent until segments can be formed.'),
    modelVersion: Id.optional().describe('The fitted model behind the figures. Absent until one could be fitted.'),
  }),
  example: {
    customerId: 'c-7',
    projections: [
      {
        currency: 'USD',
        frequency: 2,
        recencyDays: 213,
        ageDays: 272,
        monetaryMinor: 2236,
        pAlive: 0.73,
        pAliveMbg: 0.71,
        expectedPurchases: { d90: 0.41, d365: 1.42 },
        clvMinor: 3521,
        clvDecile: 8,
        newCustomerClvMinor: 4876,
        horizonDays: 365,
        annualDiscountRate: 0.1,
        repeatCustomers: 946,
      },
    ],
    segment: 'loyal',
    modelVersion: 'bgnbd-2027-03-01',
  },
});
export type ClvProjected = DataOf<typeof clvProjected>;
