import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Instant, Points, Reason, Word } from '../fields.js';

export const tierChanged = defineEvent({
  type: 'loyalty.tier.changed.v1',
  topic: 'loyalty.tier',
  subject: 'customerId',
  summary: 'A member reached another tier, up or down. Not sent for entering the lowest one.',
  data: z.object({
    customerId: CustomerId,
    from: Word.describe('The tier before.'),
    to: Word.describe('The tier from now on.'),
    qualifyingPoints: Points.describe('Qualifying points at the instant of the change.'),
    validUntil: Instant.optional().describe(
      'The instant the new tier would be lost if nothing more happened, grace included. Absent in the lowest tier.',
    ),
    reason: Reason,
  }),
  example: {
    customerId: 'c-7',
    from: 'silver',
    to: 'gold',
    qualifyingPoints: 310,
    validUntil: '2028-03-30T10:00:00Z',
    reason: { rule: 'tiers', programmeVersion: 1, text: '300 points within a year' },
  },
});
export type TierChanged = DataOf<typeof tierChanged>;
