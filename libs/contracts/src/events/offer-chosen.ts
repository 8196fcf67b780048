import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { Word } from '../fields.js';
import { OfferOutcome } from '../offer-outcome.js';

export const offerChosen = defineEvent({
  type: 'loyalty.offer.chosen.v1',
  topic: 'loyalty.offer',
  subject: 'customerId',
  summary: 'A customer chose the variant of a gift, or wrote the note to go with it. Once for each offer.',
  data: OfferOutcome.extend({
    choice: Word.optional().describe('The variant; absent where there is none to choose.'),
    hasNote: z.boolean().describe('There is a note: the offers of the member have it, until the member is forgotten.'),
  }),
  example: {
    offerId: '7c5f5a2e-11c3-5b0b-8d5e-6e1b8d3f9a44',
    campaignId: 'birthday-gift',
    customerId: 'c-7',
    arm: 'treatment',
    choice: 'silver',
    hasNote: true,
    reason: { rule: 'birthday-gift', programmeVersion: 1, text: 'Chosen by the customer' },
  },
});
export type OfferChosen = DataOf<typeof offerChosen>;
