import type { PointsPerReferral } from '@perennial/programme';

import { aFriend, aReview, aSale, inShort, worth } from '../facts.fixture.js';
import { pointsPerReferral, qualifies } from './points-per-referral.rule.js';

const rule: PointsPerReferral = {
  name: 'referral',
  kind: 'points-per-referral',
  referrer: { name: 'referral-referrer', text: 'Points for bringing a friend', points: 50 },
  referee: { name: 'referral-referee', text: 'Points as an invited friend', points: 20 },
  purchaseFromMinor: { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 },
};
const context = { rule, timeZone: 'UTC' };
const referral = { referralId: 'r-1' };

describe('points-per-referral', () => {
  it.each([
    ['19.99 USD do not qualify', 1999, 'USD', 'amount-too-small'],
    ['20.00 USD qualify', 2000, 'USD', 'awarded 20'],
    ['18.00 EUR qualify', 1800, 'EUR', 'awarded 20'],
    ['15.99 GBP do not qualify', 1599, 'GBP', 'amount-too-small'],
    ['3000 JPY qualify', 3000, 'JPY', 'awarded 20'],
    ['no amount of another currency does', 9_999_900, 'CHF', 'currency-not-in-programme'],
  ])('%s', (_title, minor, currency, expected) => {
    const fact = aSale(minor, { currency });
    const { outcomes } = pointsPerReferral.decide(fact, undefined, { ...context, referral, sale: worth(fact) });
    expect(inShort(outcomes)).toBe(expected);
    expect(outcomes).toMatchObject([{ rule: 'referral-referee', thing: 'referral:r-1' }]);
  });

  it('looks at what is eligible, not at the total', () => {
    expect(qualifies(rule, 'USD', { numerator: 19_999n, denominator: 10n })).toBe(false);
    expect(qualifies(rule, 'USD', { numerator: 20_000n, denominator: 10n })).toBe(true);
  });

  it('says nothing of a purchase where no referral waits, nor of anything else', () => {
    const fact = aSale(9000);
    expect(pointsPerReferral.decide(fact, undefined, { ...context, sale: worth(fact) })).toEqual({ outcomes: [] });
    expect(pointsPerReferral.decide(aReview('ring'), undefined, { ...context, referral })).toEqual({ outcomes: [] });
  });

  it('pays the referrer 50 for each friend who qualified', () => {
    const facts = [aFriend('friend-qualified', 'r-1'), aFriend('friend-qualified', 'r-2')];
    const all = facts.flatMap((fact) => pointsPerReferral.decide(fact, undefined, context).outcomes);
    expect(all.map(({ rule: name, thing }) => `${name} ${thing}`)).toEqual([
      'referral-referrer referral:r-1',
      'referral-referrer referral:r-2',
    ]);
    expect(inShort(all)).toBe('awarded 50, awarded 50');
  });

  it('takes back what was paid for a friend whose purchase was undone, and nothing where nothing was', () => {
    const lost = aFriend('friend-lost', 'r-1');
    const { outcomes } = pointsPerReferral.decide(lost, undefined, { ...context, paid: 30n });
    expect(outcomes).toMatchObject([{ rule: 'referral-referrer', thing: 'referral:r-1', points: 30n }]);
    expect(inShort(outcomes)).toBe('taken-back 30');
    expect(inShort(pointsPerReferral.decide(lost, undefined, context).outcomes)).toBe('referral-not-paid');
  });
});
