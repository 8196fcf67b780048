import { purchaseCompleted } from '@perennial/contracts';
import type { Campaign, CampaignOffer } from '@perennial/programme';
import { anEvent } from '@perennial/testing';

import type { DecisionToOffer } from './decision.js';
import { codedOffer, offerOf, statusOf } from './offer.js';

const campaign = (changes: Partial<Campaign> = {}): Campaign => ({
  id: 'next-purchase',
  text: '20 % off your next purchase',
  trigger: { kind: 'first-purchase' },
  offer: { kind: 'discount', percent: 20, validDays: 60, on: 'everything' },
  exempt: false,
  holdoutPercent: 10,
  ...changes,
});
const decision = (time: string, changes: Partial<DecisionToOffer> = {}): DecisionToOffer => ({
  decisionId: '5f0c6c0e-94dd-5a6e-8a52-9b2a3f2a8f11',
  customerId: 'c-7',
  campaign: campaign(),
  offer: { kind: 'discount', percent: 20, validDays: 60, on: 'everything' },
  arm: 'treatment',
  cause: anEvent(purchaseCompleted, { time }),
  outcome: 'offered',
  reason: 'passed',
  steps: [],
  day: '2026-01-15',
  ...changes,
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

describe('an offer', () => {
  const at = Date.parse('2026-03-01T00:00:00Z');
  const until = Date.parse('2026-03-16T00:00:00Z');
  const of = (offer: CampaignOffer, changes: Partial<DecisionToOffer> = {}) =>
    offerOf(decision('2026-03-01T00:00:00Z', { offer, ...changes }), 1);

  it('for a date ends with its days, and begins with them', () => {
    const offer = of({ kind: 'discount', percent: 20, on: 'everything' }, { until });
    expect([offer.validFrom, offer.validTo]).toEqual([new Date(at), new Date(until)]);
  });

  it.each<[string, Partial<Campaign>, object | undefined]>([
    ['with a budget of money', { budgetPerMonth: { money: { USD: 10_000 } } }, { amountMinor: 1_500, currency: 'USD' }],
    ['with a budget of offers only', { budgetPerMonth: { offers: 3 } }, undefined],
    ['without a budget', {}, undefined],
  ])('that is a percentage %s takes off at most what was set aside for it: %j', (_title, changes, atMost) => {
    const offer = offerOf(
      decision('2026-03-01T00:00:00Z', {
        campaign: campaign(changes),
        worth: { amountMinor: 1_500, currency: 'USD' },
      }),
      1,
    );
    expect(offer.value).toEqual({ percent: 20, ...(atMost && { atMost }) });
  });

  it('of points has no code and no end: they are given', () => {
    const offer = of({ kind: 'points', points: 50 }, { until });
    expect([offer.kind, offer.value, offer.validTo]).toEqual(['points', { points: 50 }, undefined]);
    expect(codedOffer(offer)).toEqual([]);
  });

  it('for a date that says how long it is valid is valid so long', () => {
    const offer = of({ kind: 'discount', percent: 20, validDays: 1, on: 'everything' }, { until });
    expect(offer.validTo).toEqual(new Date(at + 86_400_000));
  });

  it('on a category is on the one that was viewed', () => {
    const on = (where: 'the-category' | 'everything') =>
      of({ kind: 'discount', percent: 15, validDays: 7, on: where }, { category: 'rings' }).scope;
    expect([on('the-category'), on('everything')]).toEqual([{ categories: ['rings'] }, undefined]);
  });

  it.each<[string, CampaignOffer, object]>([
    [
      'an amount is a discount of it',
      { kind: 'amount', amountMinor: 1000, currency: 'USD', validDays: 30 },
      { kind: 'discount', value: { amountMinor: 1000, currency: 'USD' } },
    ],
    [
      'a gift has its note and choice',
      { kind: 'gift', gift: 'necklace', choice: 'silver', note: 'Happy birthday' },
      { kind: 'gift', thing: 'necklace', choice: 'silver', note: 'Happy birthday' },
    ],
    ['a benefit ends where its days are told', { kind: 'benefit', benefit: 'help', validDays: 1 }, { thing: 'help' }],
    ['an experience has none where they are not', { kind: 'experience', experience: 'tour' }, { thing: 'tour' }],
  ])('%s', (_title, offer, expected) => {
    expect(of(offer)).toMatchObject(expected);
  });

  it('that is one of several has its id, and its own text where there is one', () => {
    const ten = { id: 'ten', kind: 'discount', percent: 10, validDays: 60, on: 'everything' } as const;
    expect([of(ten), of({ ...ten, text: 'Ten' })]).toMatchObject([
      { option: 'ten', text: '20 % off your next purchase' },
      { option: 'ten', text: 'Ten' },
    ]);
  });

  it('that is a gift has no end, also for a date', () => {
    expect(of({ kind: 'gift', gift: 'necklace' }, { until }).validTo).toBeUndefined();
  });

  it.each([
    ['exclusive', undefined],
    ['thanks', 'thanks'],
  ])('has a code of the class %s where the document says %s', (expected, stacking) => {
    const offers: CampaignOffer[] = [
      { kind: 'discount', percent: 20, validDays: 60, on: 'everything', stacking },
      { kind: 'amount', amountMinor: 1_000, currency: 'USD', validDays: 60, stacking },
    ];
    expect(offers.flatMap((offer) => codedOffer(of(offer)).map((code) => code.stacking))).toEqual([expected, expected]);
  });

  it.each<[CampaignOffer, boolean]>([
    [{ kind: 'amount', amountMinor: 1000, currency: 'USD', validDays: 30 }, true],
    [{ kind: 'gift', gift: 'necklace' }, false],
  ])('%j is used with a code: %s', (offer, expected) => {
    expect(codedOffer(of(offer))).toHaveLength(expected ? 1 : 0);
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
