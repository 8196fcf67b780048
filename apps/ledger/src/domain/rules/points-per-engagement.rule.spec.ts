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
};
const attendance: PointsPerEngagement = {
  name: 'attendance',
  kind: 'points-per-engagement',
  text: 'Points for coming',
  on: ['event-attended', 'workshop-attended'],
  points: 10,
};

function outcomes(facts: readonly Fact[], rule: PointsPerEngagement): string[] {
  let memory: Parameters<typeof pointsPerEngagement.decide>[1];
  return facts.map((fact) => {
    const decided = pointsPerEngagement.decide(fact, memory, { rule, timeZone: 'UTC' });
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

  it('pays one proof once for events and workshops together', () => {
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
