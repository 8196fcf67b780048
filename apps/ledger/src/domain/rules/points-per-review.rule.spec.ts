import type { PointsPerReview } from '@perennial/programme';

import type { Fact } from '../fact.js';
import { aReview, aReviewTakenBack, aSale, inShort } from '../facts.fixture.js';
import { pointsPerReview } from './points-per-review.rule.js';

const rule: PointsPerReview = {
  name: 'review',
  kind: 'points-per-review',
  text: 'Points for your review',
  points: 5,
  verifiedOnly: true,
  paidPerMonthMax: 5,
};

/** What becomes of each fact, in the order given. */
function outcomes(facts: readonly Fact[], settings = rule, timeZone = 'UTC'): string[] {
  let memory: Parameters<typeof pointsPerReview.decide>[1];
  const paid = new Map<string, bigint>();
  return facts.map((fact) => {
    const context = { rule: settings, timeZone, paid: paid.get('reviewId' in fact ? `review:${fact.reviewId}` : '') };
    const decided = pointsPerReview.decide(fact, memory, context);
    memory = decided.memory ?? memory;
    for (const outcome of decided.outcomes) {
      if (outcome.result === 'awarded') paid.set(outcome.thing, outcome.points);
      if (outcome.result === 'taken-back') paid.delete(outcome.thing);
    }
    return inShort(decided.outcomes);
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
    const month = [...Array<string>(5).fill('awarded 5'), 'limit-reached'];
    expect(outcomes([...six('2027-01'), ...six('2027-02')])).toEqual([...month, ...month]);
  });

  it("counts months of the programme's time zone: 31 January 23:30 in London is February in Tokyo", () => {
    const january = ['a', 'b', 'c', 'd', 'e'].map((sku) => aReview(sku, { time: '2027-01-20T10:00:00Z' }));
    const late = aReview('late', { time: '2027-01-31T23:30:00Z' });
    expect(outcomes([...january, late], rule, 'Europe/London').at(-1)).toBe('limit-reached');
    expect(outcomes([...january, late], rule, 'Asia/Tokyo').at(-1)).toBe('awarded 5');
  });

  it('an unpaid review uses up neither sku nor month', () => {
    const unpaid = aReview('2027-01-2', { time: '2027-01-01T09:00:00Z', verified: false });
    expect(outcomes([unpaid, ...six('2027-01').slice(0, 5)])).toEqual([
      'not-verified',
      ...Array<string>(5).fill('awarded 5'),
    ]);
  });

  it('takes back what was paid, once; its sku and its place in the month stay used up', () => {
    const reviews = six('2027-01');
    const { reviewId } = reviews[0]!;
    const again = aReview('2027-01-1', { time: '2027-02-01T10:00:00Z' });
    const facts = [...reviews.slice(0, 5), aReviewTakenBack(reviewId), reviews[5]!, aReviewTakenBack(reviewId), again];
    expect(outcomes(facts)).toEqual([
      ...Array<string>(5).fill('awarded 5'),
      'taken-back 5',
      'limit-reached',
      'review-not-paid',
      'sku-already-paid',
    ]);
  });

  it('takes back what was paid when it was paid, whatever the rule pays now', () => {
    const review = aReview('ring');
    const context = { rule: { ...rule, points: 9 }, timeZone: 'UTC', paid: 5n };
    const back = pointsPerReview.decide(aReviewTakenBack(review.reviewId), undefined, context);
    expect(inShort(back.outcomes)).toBe('taken-back 5');
  });

  it('takes back nothing where nothing was paid', () => {
    const review = aReview('ring', { verified: false });
    expect(outcomes([review, aReviewTakenBack(review.reviewId)])).toEqual(['not-verified', 'review-not-paid']);
  });

  it('is not confused by ids that are names of object members', () => {
    for (const id of ['constructor', '__proto__', 'toString']) {
      expect(outcomes([aReviewTakenBack(id), aReview(id, { reviewId: id }), aReviewTakenBack(id)])).toEqual([
        'review-not-paid',
        'awarded 5',
        'taken-back 5',
      ]);
    }
  });

  it('says nothing of an order', () => {
    expect(outcomes([aSale(9000)])).toEqual(['']);
  });
});
