import type { PointsPerReferral } from '@perennial/programme';

import { aFriendQualified, aPurchase, wasReferred } from '../facts.fixture.js';
import type { MemberFact } from '../member-fact.js';
import { newMember } from '../member-state.js';
import { pointsPerReferral } from './points-per-referral.rule.js';

const rule: PointsPerReferral = {
  name: 'referral',
  kind: 'points-per-referral',
  referrer: { name: 'referral-referrer', text: 'Points for bringing a friend', points: 50 },
  referee: { name: 'referral-referee', text: 'Points as an invited friend', points: 20 },
  purchaseFromMinor: { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 },
};

function outcomes(facts: readonly MemberFact[]): string[] {
  let state = newMember;
  return facts.flatMap((fact) => {
    const decision = pointsPerReferral.decide(fact, state, { rule, timeZone: 'UTC' });
    state = decision.state;
    return decision.outcomes.map((outcome) =>
      outcome.result === 'skipped' ? outcome.reason : `${outcome.rule} ${outcome.points}`,
    );
  });
}

describe('points-per-referral', () => {
  it.each([
    ['19.99 USD do not qualify', 1999, 'USD', 'amount-too-small'],
    ['20.00 USD qualify', 2000, 'USD', 'referral-referee 20'],
    ['18.00 EUR qualify', 1800, 'EUR', 'referral-referee 20'],
    ['15.99 GBP do not qualify', 1599, 'GBP', 'amount-too-small'],
    ['3000 JPY qualify', 3000, 'JPY', 'referral-referee 20'],
    ['no amount of another currency does', 9_999_900, 'CHF', 'currency-not-in-programme'],
  ])('%s', (_title, minor, currency, expected) => {
    expect(outcomes([wasReferred(), aPurchase(minor, { currency })])).toEqual([expected]);
  });

  it('pays the referee once, at the first purchase that is large enough; smaller ones before it do not matter', () => {
    expect(outcomes([wasReferred(), aPurchase(500), aPurchase(2500), aPurchase(9000)])).toEqual([
      'amount-too-small',
      'referral-referee 20',
    ]);
  });

  it('pays nobody who was not referred', () => {
    expect(outcomes([aPurchase(9000)])).toEqual([]);
  });

  it('pays the referrer for every friend who qualified', () => {
    expect(outcomes([aFriendQualified(), aFriendQualified()])).toEqual([
      'referral-referrer 50',
      'referral-referrer 50',
    ]);
  });
});
