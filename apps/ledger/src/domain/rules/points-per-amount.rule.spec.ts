import type { PointsPerAmount } from '@perennial/programme';

import { aPurchase, aReview } from '../facts.fixture.js';
import { newMember } from '../member-state.js';
import { placeOf } from '../place.js';
import { pointsPerAmount } from './points-per-amount.rule.js';

const rule: PointsPerAmount = {
  name: 'purchase',
  kind: 'points-per-amount',
  text: 'Points for your purchase',
  points: 1,
  perFullMinor: { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 },
};

describe('points-per-amount', () => {
  it.each([
    ['9.99 USD are not a full 10.00', 999, 'USD', 'amount-too-small'],
    ['10.00 USD give 1', 1000, 'USD', 1n],
    ['19.99 USD give 1: rounded down per order', 1999, 'USD', 1n],
    ['9.00 EUR give 1', 900, 'EUR', 1n],
    ['8.00 GBP give 1', 800, 'GBP', 1n],
    ['1499 JPY give nothing: yen have no decimals', 1499, 'JPY', 'amount-too-small'],
    ['1500 JPY give 1', 1500, 'JPY', 1n],
    ['a currency without a rate gives nothing', 1_000_000, 'CHF', 'currency-not-in-programme'],
    ['the largest amount there is loses no point', Number.MAX_SAFE_INTEGER, 'USD', 9_007_199_254_740n],
  ])('%s', (_title, minor, currency, expected) => {
    const purchase = aPurchase(minor, { currency });
    const outcome = { rule: 'purchase', fact: placeOf(purchase) };
    expect(pointsPerAmount.decide(purchase, newMember, { rule, timeZone: 'UTC' }).outcomes).toEqual([
      typeof expected === 'bigint'
        ? { ...outcome, result: 'awarded', points: expected }
        : { ...outcome, result: 'skipped', reason: expected },
    ]);
  });

  it('gives several points per full amount when the programme says so', () => {
    const decision = pointsPerAmount.decide(aPurchase(2999), newMember, {
      rule: { ...rule, points: 3 },
      timeZone: 'UTC',
    });
    expect(decision.outcomes).toMatchObject([{ points: 6n }]);
  });

  it('says nothing of what is no purchase', () => {
    expect(pointsPerAmount.decide(aReview('ring'), newMember, { rule, timeZone: 'UTC' })).toEqual({
      outcomes: [],
      state: newMember,
    });
  });
});
