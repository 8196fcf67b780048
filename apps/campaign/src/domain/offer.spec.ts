import { purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import type { Decision } from './decision.js';
import { offerOf, statusOf } from './offer.js';

const decision = (time: string): Decision => ({
  decisionId: '5f0c6c0e-94dd-5a6e-8a52-9b2a3f2a8f11',
  customerId: 'c-7',
  campaign: {
    id: 'next-purchase',
    trigger: { kind: 'first-purchase' },
    offer: { kind: 'discount', percent: 20, validDays: 60 },
    holdoutPercent: 10,
  },
  arm: 'treatment',
  cause: anEvent(purchaseCompleted, { time }),
  outcome: 'offered',
  reason: 'passed',
});

describe('offerOf', () => {
  it('is valid from the instant of the purchase for 60 days of 24 hours, also over a change of clocks', () => {
    const offer = offerOf(decision('2026-03-01T22:30:00.123+01:00'), 3);
    expect(offer).toMatchObject({
      offerId: '5f0c6c0e-94dd-5a6e-8a52-9b2a3f2a8f11',
      customerId: 'c-7',
      campaignId: 'next-purchase',
      kind: 'discount',
      value: { percent: 20 },
      validFrom: new Date('2026-03-01T21:30:00.123Z'),
      validTo: new Date('2026-04-30T21:30:00.123Z'),
      programmeVersion: 3,
    });
  });
});

describe('statusOf', () => {
  const offer = offerOf(decision('2026-01-05T10:00:00Z'), 1);

  it.each([
    ['open before it begins', '2026-01-04T10:00:00Z', 'open'],
    ['open 1 ms before its end', '2026-03-06T09:59:59.999Z', 'open'],
    ['expired at its end', '2026-03-06T10:00:00Z', 'expired'],
  ])('is %s', (_title, now, status) => {
    expect(statusOf(offer, new Date(now))).toBe(status);
  });
});
