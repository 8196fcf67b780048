import type { PointsPerReview } from '@perennial/programme';

import { aReview, aReviewTakenBack } from '../facts.fixture.js';
import type { MemberFact } from '../member-fact.js';
import { newMember } from '../member-state.js';
import { pointsPerReview } from './points-per-review.rule.js';

const rule: PointsPerReview = {
  name: 'review',
  kind: 'points-per-review',
  text: 'Points for your review',
  points: 5,
  verifiedOnly: true,
  paidPerMonthMax: 5,
};

/** What becomes of each fact, in the order given: points, points taken back, or why nothing. */
function outcomes(facts: readonly MemberFact[], settings = rule, timeZone = 'UTC'): string[] {
  let state = newMember;
  return facts.map((fact) => {
    const decision = pointsPerReview.decide(fact, state, { rule: settings, timeZone });
    state = decision.state;
    return decision.outcomes
      .map((outcome) => (outcome.result === 'skipped' ? outcome.reason : `${outcome.result} ${outcome.points}`))
      .join(', ');
  });
}

const six = (month: string) =>
  [1, 2, 3, 4, 5, 6].map((day) => aReview(`${month}-${day}`, { time: `${month}-0${day}T10:00:00Z` }));

describe('points-per-review', () => {
  it('pays nothing for an unverified review, unless the programme does not ask', () => {
    expect(outcomes([aReview('ring', { verified: false })])).toEqual(['not-verified']);
    expect(outcomes([aReview('ring', { verified: false })], { ...rule, verifiedOnly: false })).toEqual(['awarded 5']);
  });

  it('pays once per sku', () => {
    expect(outcomes([aReview('ring'), aReview('ring'), aReview('chain')])).toEqual([
      'awarded 5',
      'sku-already-paid',
      'awarded 5',
    ]);
  });

  it('pays at most 5 in a calendar month, and again in the next', () => {
    expect(outcomes([...six('2027-01'), ...six('2027-02')])).toEqual([
      ...Array(5).fill('awarded 5'),
      'limit-reached',
      ...Array(5).fill('awarded 5'),
      'limit-reached',
    ]);
  });

  it("counts months of the programme's time zone: 31 January 23:30 in London is February in Tokyo", () => {
    const january = ['a', 'b', 'c', 'd', 'e'].map((sku) => aReview(sku, { time: '2027-01-20T10:00:00Z' }));
    const late = aReview('late', { time: '2027-01-31T23:30:00Z' });
    expect(outcomes([...january, late], rule, 'Europe/London').at(-1)).toBe('limit-reached');
    expect(outcomes([...january, late], rule, 'Asia/Tokyo').at(-1)).toBe('awarded 5');
  });

  it('an unpaid review uses up neither sku nor month', () => {
    const [first, ...rest] = six('2027-01').map((review, index) =>
      index === 0 ? { ...review, verified: false } : review,
    );
    expect(outcomes([first!, ...rest])).toEqual(['not-verified', ...Array(5).fill('awarded 5')]);
  });

  it('takes back what was paid, once; its sku and its place in the month stay used up', () => {
    const reviews = six('2027-01');
    const back = aReviewTakenBack(reviews[0]!.reviewId, '2027-01-05T12:00:00Z');
    const again = aReview('2027-01-1', { time: '2027-02-01T10:00:00Z' });
    expect(outcomes([...reviews.slice(0, 5), back, reviews[5]!, again])).toEqual([
      ...Array(5).fill('awarded 5'),
      'taken-back 5',
      'limit-reached',
      'sku-already-paid',
    ]);
  });

  it('takes back nothing where nothing was paid', () => {
    const review = aReview('ring', { verified: false });
    expect(outcomes([review, aReviewTakenBack(review.reviewId)])).toEqual(['not-verified', 'review-not-paid']);
  });

  it('taking back that stands before its publication acts directly after it', () => {
    expect(outcomes([aReviewTakenBack('r1'), aReview('ring', { reviewId: 'r1' }), aReview('ring')])).toEqual([
      'review-not-paid',
      'awarded 5, taken-back 5',
      'sku-already-paid',
    ]);
  });

  it('is not confused by ids that are names of object members', () => {
    for (const id of ['constructor', '__proto__', 'toString']) {
      expect(
        outcomes([aReviewTakenBack('other'), aReview(id, { reviewId: id }), aReviewTakenBack(id)], {
          ...rule,
          name: id,
        }),
      ).toEqual(['review-not-paid', 'awarded 5', 'taken-back 5']);
    }
  });
});
