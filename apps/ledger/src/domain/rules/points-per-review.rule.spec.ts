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
function outcomes(facts: readonly Fact[], settings = rule): string[] {
  let memory: Parameters<typeof pointsPerReview.decide>[1];
  const paid = new Map<string, bigint>();
  return facts.map((fact) => {
    const context = {
      rule: settings,
      timeZone: 'UTC',
      paid: paid.get('reviewId' in fact ? `review:${fact.reviewId}` : ''),
    };
    const decided = pointsPerReview.decide(fact, memory, context);
    memory = decided.memory ?? memory;
    for (const outcome of decided.outcomes) {
      if (outcome.result === 'awarded') paid.set(outcome.thing, outcome.points);
      if (outcome.result === 'taken-back') paid.delete(outcome.thing);
    }
    return inShort(decided.outcomes);
  });
}

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

  it('an unpaid review does not use up its sku', () => {
    expect(outcomes([aReview('ring', { verified: false }), aReview('ring')])).toEqual(['not-verified', 'awarded 5']);
  });

  it('takes back what was paid, once; its sku stays used up', () => {
    const review = aReview('ring');
    const back = aReviewTakenBack(review.reviewId);
    expect(outcomes([review, back, back, aReview('ring')])).toEqual([
      'awarded 5',
      'taken-back 5',
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
