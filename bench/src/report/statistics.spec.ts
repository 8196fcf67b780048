import { median, percentile, ratioOf, slopeOf } from './statistics.js';

describe('statistics of rounds', () => {
  it('have the middle of an odd number, and the mean of the two middle ones of an even number', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, NaN]);
  });

  it('compare within each round: a machine that is half as fast in one of them changes nothing', () => {
    expect(ratioOf([400, 200, 420], [100, 50, 100])).toEqual({ median: 4, lowest: 4, highest: 4.2 });
  });

  it('have as p99 of 100 numbers the 99th, and of fewer the greatest', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    expect([1, 50, 99, 100, 101, 1_000].map((count) => percentile(upTo(count), 0.99))).toEqual([
      1, 50, 99, 99, 100, 990,
    ]);
    expect([percentile(upTo(2), 0.5), percentile(upTo(3), 0.5), percentile([], 0.5)]).toEqual([1, 2, NaN]);
  });

  it('have the slope of a line, also where points lie above and below it alike, and none of one instant', () => {
    const line = (noise: number) =>
      Array.from({ length: 101 }, (_, x) => [x / 10, 200 + 3 * (x / 10) + (x % 2 === 0 ? noise : -noise)] as const);
    expect(slopeOf(line(0))).toBeCloseTo(3, 10);
    expect(slopeOf(line(5))).toBeCloseTo(3, 1);
    expect(
      slopeOf([
        [0, 7],
        [1, 7],
        [2, 7],
      ]),
    ).toBe(0);
    expect([
      slopeOf([
        [1, 5],
        [1, 6],
      ]),
      slopeOf([]),
    ]).toEqual([NaN, NaN]);
  });
});
