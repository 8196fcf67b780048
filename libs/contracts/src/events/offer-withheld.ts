import { defineEvent, type DataOf } from '../define-event.js';
import { OfferOutcome } from '../offer-outcome.js';

export const offerWithheld = defineEvent({
  type: 'loyalty.offer.withheld.v1',
  topic: 'loyalty.offer',
  subject: 'customerId',
  summary:
    'A customer would have got an offer but is in the holdout group, against which the campaign is measured, or was kept from it by a cap, the margin or a budget: of several in a row for the same of these the first.',
  data: OfferOutcome,
  example: {
    offerId: '7c5f5a2e-11c3-5b0b-8d5e-6e1b8d3f9a44',
    campaignId: 'next-purchase',
    customerId: 'c-7',
    arm: 'holdout',
    reason: { rule: 'next-purchase', programmeVersion: 1, text: 'Holdout of next-purchase' },
  },
});
export type OfferWithheld = DataOf<typeof offerWithheld>;
