import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Instant, Points, Reason, Word } from '../fields.js';

export const tierWillChange = defineEvent({
  type: 'loyalty.tier.will-change.v1',
  topic: 'loyalty.tier',
  subject: 'customerId',
  summary: 'A member will lose a tier if nothing more happens: a notice, nothing has changed yet.',
  data: z.object({
    customerId: CustomerId,
    from: Word.describe('The tier held now.'),
    to: Word.describe('The tier to come.'),
    qualifyingPoints: Points.describe('Qualifying points now.'),
    validUntil: Instant.optional().describe('The instant the tier held now will be lost.'),
    reason: Reason,
  }),
  example: {
    customerId: 'c-7',
    from: 'gold',
    to: 'silver',
    qualifyingPoints: 280,
    validUntil: '2028-03-30T10:00:00Z',
    reason: { rule: 'tiers', programmeVersion: 1, text: '20 points are missing' },
  },
});
export type TierWillChange = DataOf<typeof tierWillChange>;
