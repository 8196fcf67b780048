import type { PointsPerAchievement } from '@perennial/programme';

import type { Fact } from '../fact.js';
import {
  aFriend,
  anAccrual,
  anEngagement,
  aReview,
  aReviewTakenBack,
  aSale,
  inShort,
  worth,
} from '../facts.fixture.js';
import { pointsPerAchievement } from './points-per-achievement.rule.js';

const rule: PointsPerAchievement = {
  name: 'two-purchases',
  kind: 'points-per-achievement',
  text: 'Two purchases',
  of: 'purchases',
  times: 2,
  repeats: false,
  points: 50,
};

function decided(facts: readonly Fact[], changes: Partial<PointsPerAchievement> = {}, timeZone = 'UTC') {
  let memory: Parameters<typeof pointsPerAchievement.decide>[1];
  return facts.map((fact) => {
    const context = { rule: { ...rule, ...changes }, timeZone, ...(fact.kind === 'sale' ? { sale: worth(fact) } : {}) };
    const each = pointsPerAchievement.decide(fact, memory, context);
    memory = each.memory ?? memory;
    return each;
  });
}

const outcomes = (...given: Parameters<typeof decided>) => decided(...given).map((each) => inShort(each.outcomes));
const on = (time: string) => aSale(5000, { time });

describe('points-per-achievement', () => {
  it('pays at the second purchase, and once', () => {
    expect(outcomes([aSale(5000), aSale(1), aSale(5000)])).toEqual([
      'not-reached-yet',
      'awarded 50',
      'reached-already',
    ]);
  });

  it('pays at every second purchase where it repeats', () => {
    expect(
      outcomes(
        [1, 2, 3, 4].map((total) => aSale(total)),
        { repeats: true },
      ),
    ).toEqual(['not-reached-yet', 'awarded 50', 'not-reached-yet', 'awarded 50']);
  });

  it('does not count a purchase of nothing, nor what a partner tells of', () => {
    expect(outcomes([aSale(0), anAccrual(5000), aSale(5000)])).toEqual(['amount-too-small', '', 'not-reached-yet']);
  });

  it('counts a purchase from the amount of its currency on', () => {
    const facts = [aSale(1999), aSale(2000), aSale(5000, { currency: 'CHF' }), aSale(2000)];
    expect(outcomes(facts, { purchaseFromMinor: { USD: 2000 } })).toEqual([
      'amount-too-small',
      'not-reached-yet',
      'currency-not-in-programme',
      'awarded 50',
    ]);
  });

  it("counts days and months of the programme's time zone: 23:30 in London in summer is the next day's 00:30", () => {
    const facts = [on('2027-07-30T12:00:00Z'), on('2027-07-31T23:30:00Z')];
    expect(outcomes(facts, { withinDays: 2 }, 'UTC').at(-1)).toBe('awarded 50');
    expect(outcomes(facts, { withinDays: 2 }, 'Europe/London').at(-1)).toBe('not-reached-yet');
    expect(outcomes(facts, { streak: 'month' }, 'UTC').at(-1)).toBe('counted-already');
    expect(outcomes(facts, { streak: 'month' }, 'Europe/London').at(-1)).toBe('awarded 50');
  });

  it('counts each sku once among reviews, also when the first of them was taken back', () => {
    const [first, again, other] = [aReview('ring'), aReview('ring'), aReview('chain')];
    expect(outcomes([first, aReviewTakenBack(first.reviewId), again, other], { of: 'reviews' })).toEqual([
      'not-reached-yet',
      '',
      'counted-already',
      'awarded 50',
    ]);
  });

  it('counts each proof of the named kinds once among engagements', () => {
    const facts = [
      anEngagement('event-attended', 'p-1'),
      anEngagement('event-attended', 'p-1'),
      anEngagement('event-attended'),
      anEngagement('forum-posted', 'p-2'),
      anEngagement('workshop-attended', 'p-3'),
    ];
    expect(outcomes(facts, { of: 'engagements', on: ['event-attended', 'workshop-attended'] })).toEqual([
      'not-reached-yet',
      'counted-already',
      'no-proof',
      '',
      'awarded 50',
    ]);
  });

  it('counts friends whose purchase was large enough', () => {
    const facts = [aFriend('friend-qualified', 'r-1'), aFriend('friend-qualified', 'r-2')];
    expect(outcomes(facts, { of: 'friends' })).toEqual(['not-reached-yet', 'awarded 50']);
  });

  it('may bring a badge and no points', () => {
    expect(outcomes([aSale(1), aSale(1)], { points: 0, badge: 'faithful' })).toEqual(['not-reached-yet', 'awarded 0']);
  });

  it('names what reached it, and says what it computed with', () => {
    const facts = [on('2027-01-05T10:00:00Z'), on('2027-01-06T10:00:00Z')];
    expect(decided(facts, { withinDays: 90 }).at(-1)?.outcomes).toMatchObject([
      {
        rule: 'two-purchases',
        thing: facts[1]?.thing,
        inputs: {
          ...{ of: 'purchases', day: '2027-01-06', countBefore: 1, times: 2, withinDays: 90, repeats: false },
          ...{ timesReachedBefore: 0, points: 50 },
        },
      },
    ]);
  });

  it('remembers days and what counts once, and nothing that names an order', () => {
    const { memory } = decided([on('2027-01-05T10:00:00Z')])[0]!;
    expect(memory).toEqual({ reached: 0, open: [20_823], once: [] });
  });
});
