import { sinceAlways } from '@perennial/programme';

import { challenges } from '../challenges.fixture.js';
import { noneCounted } from '../rules/points-per-achievement.rule.js';
import { achievementDifferences, achievementMessage } from './achievement-message.js';
import { uniqueNames } from './post.js';
import { aMember } from './postings.fixture.js';

const [BEFORE, AT] = ['2027-01-05T10:00:00Z', '2027-01-06T10:00:00Z'].map((time) => Date.parse(time));
const once = { ...noneCounted, reached: 1, reachedAt: BEFORE! };
const told = { memory: { 'three-purchases': once, purchase: { skus: [] } } };

describe('what is told of achievements that were folded again', () => {
  it('is what differs, at the instant of what caused it', () => {
    const change = { account: 'a', rule: 'three-purchases', before: once, after: noneCounted, at: AT };
    expect(achievementDifferences('a', told, { memory: {} }, AT!)).toEqual([change]);
  });

  it('is dated when it was reached where that was later than its cause', () => {
    const later = { ...once, reached: 2, reachedAt: AT! };
    expect(achievementDifferences('a', told, { memory: { 'three-purchases': later } }, BEFORE!)).toMatchObject([
      { at: AT },
    ]);
  });

  it('is nothing to who was forgotten', () => {
    expect(achievementDifferences('a', told, { memory: {}, erased: true }, AT!)).toEqual([]);
  });
});

describe('a message about an achievement', () => {
  const change = { account: 'a', rule: 'three-purchases', before: once, after: noneCounted, at: AT! };

  it('is no news where the numbers are the same', () => {
    const same = { ...change, after: { ...once, once: ['ring'] } };
    expect(achievementMessage(aMember({}), same, sinceAlways(challenges), undefined, uniqueNames())).toBeUndefined();
  });

  it('has the same id each time, and another one where the same comes twice of one cause', () => {
    const idWith = (name: ReturnType<typeof uniqueNames>) =>
      achievementMessage(aMember({}), change, sinceAlways(challenges), undefined, name)?.id;
    const names = uniqueNames();
    expect(idWith(names)).toBe(idWith(uniqueNames()));
    expect(idWith(names)).not.toBe(idWith(uniqueNames()));
  });

  it('is told of one that was taken out of the programme by the rule as it was', () => {
    const without = { ...challenges, version: 2, rules: challenges.rules.filter(({ name }) => name !== change.rule) };
    const versions = [...sinceAlways(challenges).versions, { programme: without, effectiveFrom: BEFORE! }];
    expect(achievementMessage(aMember({}), change, { versions }, undefined, uniqueNames())).toMatchObject({
      type: 'loyalty.achievement.lost.v1',
      data: {
        times: 3,
        count: 0,
        timesReached: 0,
        reason: { programmeVersion: 2, text: 'Three purchases in 40 days' },
      },
    });
  });
});
