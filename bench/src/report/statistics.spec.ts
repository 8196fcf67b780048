import { median, ratioOf } from './statistics.js';

describe('statistics of rounds', () => {
  it('have the middle of an odd number, and the mean of the two middle ones of an even number', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, NaN]);
  });

  it('compare within each round: a machine that is half as fast in one of them changes nothing', () => {
    expect(ratioOf([400, 200, 420], [100, 50, 100])).toEqual({ median: 4, lowest: 4, highest: 4.2 });
  });
});
