import { npsOf } from './nps.js';
import { weightedNps, type AskedGroup } from './weighted-nps.js';

/** Promoters, passives and detractors among those invited. */
const group = (
  name: string | null,
  invited: number,
  [promoters, passives, detractors]: readonly number[],
): AskedGroup => ({
  ...{ group: name, invited },
  scores: new Map([
    ...([
      [9, promoters ?? 0],
      [7, passives ?? 0],
      [3, detractors ?? 0],
    ] as const),
  ]),
});
const gold = group('gold', 40, [15, 3, 2]);
const silver = group('silver', 160, [9, 9, 12]);

describe('the weighted NPS', () => {
  it('is 5 where half of 40 answer with 65, and 30 of 160 with -10, while the plain one is 20', () => {
    expect(
      npsOf(
        new Map([
          [9, 24],
          [7, 12],
          [3, 14],
        ]),
      ).value,
    ).toBe(20);
    // .2 x .65 + .8 x -.1 = .05. Variance: .04 x (.85 - .4225) / 20 + .64 x (.7 - .01) / 30 = .015575, its root .1248.
    const weighted = weightedNps([gold, silver], 10);
    expect(weighted?.value).toBeCloseTo(5, 10);
    expect(weighted?.low).toBeCloseTo(-19.4603, 4);
    expect(weighted?.high).toBeCloseTo(29.4603, 4);
    expect(weighted?.effectiveN).toBeCloseTo(1 / (0.04 / 20 + 0.64 / 30), 10);
    expect(weighted?.classes).toEqual([
      { groups: ['gold'], invited: 40, answered: 20, weight: 0.2, value: expect.closeTo(65, 10) },
      { groups: ['silver'], invited: 160, answered: 30, weight: 0.8, value: expect.closeTo(-10, 10) },
    ]);
  });

  it('is the plain one, with its interval, where all groups answer at the same rate', () => {
    const [one, other] = [group('a', 100, [10, 5, 5]), group('b', 100, [10, 5, 5])];
    const plain = npsOf(
      new Map([
        [9, 20],
        [7, 10],
        [3, 10],
      ]),
    );
    const weighted = weightedNps([one, other], 10);
    expect(weighted?.value).toBeCloseTo(plain.value ?? NaN, 10);
    expect(weighted?.low).toBeCloseTo(plain.low ?? NaN, 10);
    expect(weighted?.effectiveN).toBeCloseTo(40, 10);
  });

  it('puts groups of fewer than 10 answers together, of none too, with the next smallest where that is not enough', () => {
    const groups = [
      gold,
      silver,
      group('bronze', 5, [2, 1, 0]),
      group(null, 3, [0, 0, 0]),
      group('iron', 9, [4, 4, 0]),
    ];
    expect(weightedNps(groups, 10)?.classes.map((each) => [each.groups, each.invited, each.answered])).toEqual([
      [['gold'], 40, 20],
      [['silver'], 160, 30],
      [[null, 'bronze', 'iron'], 17, 11],
    ]);
    const fewer = weightedNps([gold, silver, group(null, 30, [0, 0, 0])], 10);
    expect(fewer?.classes.map((each) => [each.groups, each.invited])).toEqual([
      [['silver'], 160],
      [[null, 'gold'], 70],
    ]);
  });

  it('is none where fewer than two groups are left to weigh', () => {
    expect(weightedNps([], 10)).toBeUndefined();
    expect(weightedNps([gold], 10)).toBeUndefined();
    expect(weightedNps([gold, group('silver', 100, [1, 0, 0])], 10)).toBeUndefined();
    expect(weightedNps([group('a', 5, [1, 1, 1]), group('b', 5, [1, 1, 1])], 10)).toBeUndefined();
  });

  it('has no class of ten groups of one answer each, which would tell each, but one of eleven answers in two', () => {
    const ones = (count: number) => Array.from({ length: count }, (_, index) => group(`g${index}`, 1, [1, 0, 0]));
    expect(weightedNps([gold, silver, ...ones(10)], 10)?.classes.map(({ groups }) => groups.length)).toEqual([1, 11]);
    expect(weightedNps([gold, silver, group('a', 9, [9, 0, 0]), ...ones(2)], 10)?.classes).toHaveLength(2);
    expect(weightedNps([gold, silver, group('a', 9, [9, 0, 0]), ...ones(1)], 10)?.classes).toHaveLength(2);
    expect(weightedNps([gold, silver, group('a', 9, [9, 0, 0]), group('b', 2, [2, 0, 0])], 10)?.classes).toHaveLength(
      3,
    );
  });

  it('is 0, not nearly, where both sides weigh the same', () => {
    const [few, many] = [group('few', 20, [0, 0, 10]), group('many', 100, [6, 0, 4])];
    expect(weightedNps([few, many], 10)?.value).toBe(0);
  });

  it('stays within -100 and 100', () => {
    const happy = weightedNps([group('a', 30, [9, 1, 0]), group('b', 30, [10, 0, 0])], 10);
    const angry = weightedNps([group('a', 30, [0, 1, 9]), group('b', 30, [0, 0, 10])], 10);
    expect(happy).toMatchObject({ value: 95, high: 100 });
    expect(happy?.low).toBeLessThan(95);
    expect(angry).toMatchObject({ value: -95, low: -100 });
  });
});
