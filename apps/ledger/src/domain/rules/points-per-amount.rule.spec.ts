import type { PointsPerAmount } from '@perennial/programme';

import { aReview, anAccrual, aSale, inShort, worth } from '../facts.fixture.js';
import type { FactOf } from '../fact.js';
import { pointsPerAmount } from './points-per-amount.rule.js';

const rule: PointsPerAmount = {
  name: 'purchase',
  kind: 'points-per-amount',
  text: 'Points for your purchase',
  points: 1,
  perFullMinor: { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 },
};

const decide = (fact: FactOf<'sale'>, sale = worth(fact), settings = rule) =>
  pointsPerAmount.decide(fact, undefined, { rule: settings, timeZone: 'UTC', sale }).outcomes;

describe('points-per-amount', () => {
  it.each([
    ['9.99 USD are not a full 10.00', 999, 'USD', 'amount-too-small'],
    ['10.00 USD give 1', 1000, 'USD', 'awarded 1'],
    ['19.99 USD give 1: rounded down per order', 1999, 'USD', 'awarded 1'],
    ['9.00 EUR give 1', 900, 'EUR', 'awarded 1'],
    ['8.00 GBP give 1', 800, 'GBP', 'awarded 1'],
    ['1499 JPY give nothing: yen have no decimals', 1499, 'JPY', 'amount-too-small'],
    ['1500 JPY give 1', 1500, 'JPY', 'awarded 1'],
    ['a currency without a rate gives nothing', 1_000_000, 'CHF', 'currency-not-in-programme'],
    ['the largest amount there is loses no point', Number.MAX_SAFE_INTEGER, 'USD', 'awarded 9007199254740'],
  ])('%s', (_title, minor, currency, expected) => {
    expect(inShort(decide(aSale(minor, { currency })))).toBe(expected);
  });

  it('gives a quadrillion at most, says so, and takes nothing back until less is left', () => {
    const [outcome] = decide(aSale(Number.MAX_SAFE_INTEGER), undefined, { ...rule, points: 1_000_000 });
    expect(outcome).toMatchObject({ points: 10n ** 15n, inputs: { basePoints: 1e15, pointsMax: 1e15 } });
    const [least] = decide(aSale(1_000_000_000_000), undefined, { ...rule, points: 1_000_000 });
    expect(least?.inputs).toMatchObject({ basePoints: 1e15, pointsMax: 1e15 });
    const [below] = decide(aSale(999_999_999_999), undefined, { ...rule, points: 1_000_000 });
    expect(below).toMatchObject({ points: 10n ** 15n - 10n ** 6n });
    expect(below?.inputs).not.toHaveProperty('pointsMax');
  });

  it.each([
    ['37 base points are 46 in gold: floor(37 × 1.25)', 125, 'awarded 46'],
    ['37 base points are 55 in platinum: floor(37 × 1.5)', 150, 'awarded 55'],
  ])('%s', (_title, multiplierPercent, expected) => {
    const sale = aSale(37_999);
    expect(inShort(decide(sale, worth(sale, { multiplierPercent })))).toBe(expected);
  });

  it('rounds base points down before it multiplies: 19.99 USD in platinum give floor(1 × 1.5), not floor(1.999 × 1.5)', () => {
    const sale = aSale(1999);
    expect(inShort(decide(sale, worth(sale, { multiplierPercent: 150 })))).toBe('awarded 1');
  });

  it('counts what is eligible, not the total', () => {
    const sale = aSale(9000);
    expect(inShort(decide(sale, worth(sale, { eligible: { numerator: 89_999n, denominator: 10n } })))).toBe(
      'awarded 8',
    );
  });

  it('gives several points per full amount, and later ones, when the programme says so', () => {
    const sale = aSale(2999);
    expect(decide(sale, worth(sale), { ...rule, points: 3, pendingDays: 14 })).toMatchObject([
      { result: 'awarded', points: 6n, pendingDays: 14 },
    ]);
  });

  it('says what it computed with, so that anybody can compute it again', () => {
    const sale = aSale(37_999);
    expect(decide(sale, worth(sale, { multiplierPercent: 125, tier: 'gold' }))[0]?.inputs).toEqual({
      netEligibleMinor: '37999',
      currency: 'USD',
      perFullMinor: 1000,
      pointsPerFull: 1,
      basePoints: 37,
      tier: 'gold',
      multiplierPercent: 125,
    });
  });

  it('says nothing of what is no order', () => {
    const accrual = anAccrual(9000, { currency: 'USD' });
    for (const [fact, sale] of [[aReview('ring'), undefined] as const, [accrual, worth(accrual)] as const]) {
      const context = { rule, timeZone: 'UTC', ...(sale ? { sale } : {}) };
      expect(pointsPerAmount.decide(fact, undefined, context)).toEqual({ outcomes: [] });
    }
  });
});
