import { defineEvent, type DataOf } from '../define-event.js';
import { OfferOutcome } from '../offer-outcome.js';

export const offerExpired = defineEvent({
  type: 'loyalty.offer.expired.v1',
  topic: 'loyalty.offer',
  subject: 'customerId',
  summary: 'An offer ended without having been used.',
  data: OfferOutcome,
  example: {
    offerId: '7c5f5a2e-11c3-5b0b-8d5e-6e1b8d3f9a44',
    campaignId: 'next-purchase',
    customerId: 'c-7',
    arm: 'treatment',
    reason: { rule: 'next-purchase', programmeVersion: 1, text: '60 days are over' },
  },
});
export type OfferExpired = DataOf<typeof offerExpired>;
