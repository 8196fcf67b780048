import { median, percentile, ratioOf } from './statistics.js';

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
});
