import { Rate } from './rate.js';

describe('Rate', () => {
  it('is 0 at first, then the growth per second', () => {
    const rate = new Rate();
    expect([rate.of(0, 0), rate.of(10, 1_000), rate.of(40, 2_000)]).toEqual([0, 10, 20]);
  });

  it('forgets what is more than ten seconds ago', () => {
    const rate = new Rate();
    for (let second = 0; second <= 30; second += 1) rate.of(second * 100, second * 1_000);
    let last = 0;
    for (let second = 31; second <= 41; second += 1) last = rate.of(3_000, second * 1_000);
    expect(last).toBe(0);
  });
});
