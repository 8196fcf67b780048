import type { PointsPerEngagement } from '@perennial/programme';

import type { Fact } from '../fact.js';
import { anEngagement, aReview, inShort } from '../facts.fixture.js';
import { pointsPerEngagement } from './points-per-engagement.rule.js';

const share: PointsPerEngagement = {
  name: 'social-share',
  kind: 'points-per-engagement',
  text: 'Points for sharing',
  on: ['social-shared'],
  points: 2,
  paidPerDayMax: 2,
};
const attendance: PointsPerEngagement = {
  name: 'attendance',
  kind: 'points-per-engagement',
  text: 'Points for coming',
  on: ['event-attended', 'workshop-attended'],
  points: 10,
};

function outcomes(facts: readonly Fact[], rule: PointsPerEngagement, timeZone = 'UTC'): string[] {
  let memory: Parameters<typeof pointsPerEngagement.decide>[1];
  return facts.map((fact) => {
    const decided = pointsPerEngagement.decide(fact, memory, { rule, timeZone });
    memory = decided.memory ?? memory;
    return inShort(decided.outcomes);
  });
}

const shared = (proofId?: string, time?: string) => anEngagement('social-shared', proofId, time);

describe('points-per-engagement', () => {
  it('pays nothing without a proof, and each proof once', () => {
    expect(outcomes([shared(), shared('p-1'), shared('p-1', '2027-02-01T00:00:00Z')], share)).toEqual([
      'no-proof',
      'awarded 2',
      'proof-already-paid',
    ]);
  });

  it('pays at most 2 a day, and again on the next', () => {
    const day = (date: string) => ['a', 'b', 'c'].map((proof) => shared(`${date}-${proof}`, `${date}T10:00:00Z`));
    expect(outcomes([...day('2027-01-01'), ...day('2027-01-02')], share)).toEqual([
      ...['awarded 2', 'awarded 2', 'limit-reached'],
      ...['awarded 2', 'awarded 2', 'limit-reached'],
    ]);
  });

  it('does not use up a proof that the limit kept from being paid', () => {
    const facts = ['a', 'b', 'c'].map((proof) => shared(proof, '2027-01-01T10:00:00Z'));
    expect(outcomes([...facts, shared('c', '2027-01-02T10:00:00Z')], share).slice(2)).toEqual([
      'limit-reached',
      'awarded 2',
    ]);
  });

  it("counts days of the programme's time zone: 23:30 in London in summer is the next day's 00:30", () => {
    const facts = ['a', 'b'].map((proof) => shared(proof, '2027-07-01T12:00:00Z'));
    const late = shared('c', '2027-07-01T23:30:00Z');
    expect(outcomes([...facts, late], share, 'UTC').at(-1)).toBe('limit-reached');
    expect(outcomes([...facts, late], share, 'Europe/London').at(-1)).toBe('awarded 2');
  });

  it('pays one proof once for events and workshops together, without a limit a day', () => {
    const facts = [
      anEngagement('event-attended', 'p-1'),
      anEngagement('workshop-attended', 'p-1'),
      ...['p-2', 'p-3', 'p-4'].map((proof) => anEngagement('workshop-attended', proof)),
    ];
    expect(outcomes(facts, attendance)).toEqual([
      'awarded 10',
      'proof-already-paid',
      ...Array<string>(3).fill('awarded 10'),
    ]);
  });

  it('says nothing of other kinds, whatever they prove', () => {
    expect(outcomes([anEngagement('forum-posted', 'p-1'), aReview('ring')], share)).toEqual(['', '']);
  });
});
