import { z } from 'zod';

import { CustomerId, Id, Reason } from './fields.js';

/** What every message on `loyalty.offer` says: which offer of which campaign, for whom. */
export const OfferOutcome = z.object({
  offerId: Id,
  campaignId: Id,
  customerId: CustomerId,
  arm: z.enum(['treatment', 'holdout']).describe('The group the customer was assigned to before the offer was made.'),
  reason: Reason,
});
