import type { PointsPerPartnerAmount } from '@perennial/programme';

import { anAccrual, aReview, aSale, inShort, worth } from '../facts.fixture.js';
import type { FactOf } from '../fact.js';
import { pointsPerPartnerAmount } from './points-per-partner-amount.rule.js';

const rule: PointsPerPartnerAmount = {
  name: 'partner-purchase',
  kind: 'points-per-partner-amount',
  text: 'Points for what you spent at a partner',
  points: 1,
  perFullMinor: { fuel: { GBP: 200 }, telco: { GBP: 500 } },
};

const decide = (fact: FactOf<'sale'>) =>
  pointsPerPartnerAmount.decide(fact, undefined, { rule, timeZone: 'Europe/London', sale: worth(fact) }).outcomes;

describe('points-per-partner-amount', () => {
  it.each([
    ['2.00 GBP at fuel give 1', 200, 'fuel', 'GBP', 'awarded 1'],
    ['1.99 GBP at fuel give nothing', 199, 'fuel', 'GBP', 'amount-too-small'],
    ['4.99 GBP at telco give nothing', 499, 'telco', 'GBP', 'amount-too-small'],
    ['5.00 GBP at telco give 1', 500, 'telco', 'GBP', 'awarded 1'],
    ['a currency the partner has no rate for gives nothing', 90_000, 'fuel', 'EUR', 'currency-not-in-programme'],
    ['a partner that is not named gives nothing', 90_000, 'grocer', 'GBP', 'not-a-partner'],
    ['a partner called like a member of every object is none', 90_000, 'constructor', 'GBP', 'not-a-partner'],
  ])('%s, told by the partner or as an order placed with it', (_title, minor, partnerId, currency, expected) => {
    expect(inShort(decide(anAccrual(minor, { partnerId, currency })))).toBe(expected);
    expect(inShort(decide(aSale(minor, { partnerId, currency })))).toBe(expected);
  });

  it('gives nothing for an order without a partner', () => {
    expect(inShort(decide(aSale(90_000, { currency: 'GBP' })))).toBe('not-a-partner');
  });

  it('names the partner who pays for the points, and counts for no tier', () => {
    expect(decide(anAccrual(900, { partnerId: 'fuel', currency: 'GBP' }))).toMatchObject([
      { points: 4n, partnerId: 'fuel', formula: { partnerId: 'fuel', qualifies: false } },
    ]);
  });

  it('says nothing of what is no purchase', () => {
    expect(pointsPerPartnerAmount.decide(aReview('ring'), undefined, { rule, timeZone: 'UTC' })).toEqual({
      outcomes: [],
    });
  });
});
