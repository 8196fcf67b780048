import { fileURLToPath } from 'node:url';

import { loadProgramme } from '@perennial/programme';

import { aFriendQualified, aPurchase, aReview, aReviewTakenBack, wasReferred } from './facts.fixture.js';
import { fold, step } from './fold.js';
import { newMember } from './member-state.js';
import { walletAsOf } from './wallet.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url)));

describe('the fold of a member', () => {
  it('is the same in one piece, in any order, and one by one through its stored state', () => {
    const review = aReview('ring', { time: '2027-01-03T00:00:00Z' });
    const facts = [
      wasReferred('2027-01-01T00:00:00Z'),
      aPurchase(2500, { time: '2027-01-02T00:00:00Z' }),
      review,
      aReviewTakenBack(review.reviewId, '2027-01-04T00:00:00Z'),
      aFriendQualified('2027-01-05T00:00:00Z'),
    ];
    let state = newMember;
    for (const fact of facts) {
      const { earned, clawedBack, ...stored } = step(jeweller, state, fact).state;
      state = { ...JSON.parse(JSON.stringify(stored)), earned, clawedBack };
    }
    expect(fold(jeweller, facts).state).toEqual(state);
    expect(fold(jeweller, [...facts].reverse()).state).toEqual(state);
    expect(state).toMatchObject({ earned: 2n + 20n + 5n + 50n, clawedBack: 5n });
  });

  it('names what each rule made of each fact, also when it paid nothing', () => {
    const { outcomes } = fold(jeweller, [aPurchase(5000, { currency: 'CHF' }), aReview('ring', { verified: false })]);
    expect(
      outcomes.map((outcome) => (outcome.result === 'skipped' ? [outcome.rule, outcome.reason] : outcome)),
    ).toEqual([
      ['purchase', 'currency-not-in-programme'],
      ['review', 'not-verified'],
    ]);
  });

  it('of several revisions of an order counts the lowest', () => {
    const revision = (number: number, minor: number) => aPurchase(minor, { orderId: 'o', revision: number });
    expect(fold(jeweller, [revision(2, 90_000), revision(1, 10_000), revision(3, 50_000)]).state.earned).toBe(10n);
  });

  it('gives the wallet as of any instant: facts of that instant are in it, later ones are not', () => {
    const facts = [
      aPurchase(1000, { time: '2027-01-01T00:00:00Z' }),
      aPurchase(2000, { time: '2027-01-02T00:00:00Z' }),
    ];
    const on = (instant: string) => walletAsOf(jeweller, facts, new Date(instant)).available;
    expect([
      on('2026-12-31T23:59:59.999Z'),
      on('2027-01-01T00:00:00Z'),
      on('2027-01-01T23:59:59.999Z'),
      on('2027-01-02T00:00:00Z'),
    ]).toEqual([0n, 1n, 1n, 3n]);
  });
});
