import { delayQuantile, delayStep } from './award-delay.js';

const counted = (delaysMs: readonly number[]) => delaysMs.map((ms) => ({ step: delayStep(ms), awards: 1 }));

describe('the delays of awards', () => {
  it.each([
    [-5, 0],
    [0.5, 0],
    [1, 0],
    [1.99, 7],
    [2, 8],
    [1024, 80],
    [86_400_000, 210],
  ])('%d ms lie in step %d', (ms, step) => {
    expect(delayStep(ms)).toBe(step);
  });

  it('have a median and a 99th percentile that are at most 9.1 % too long and never too short', () => {
    const delays = Array.from({ length: 1000 }, (_, i) => 3 + i);
    for (const [share, exact] of [
      [0.5, 502],
      [0.99, 992],
    ] as const) {
      const told = (delayQuantile(counted(delays), share) ?? 0) * 1000;
      expect(told).toBeGreaterThanOrEqual(exact);
      expect(told).toBeLessThanOrEqual(exact * 1.091);
    }
  });

  it('have no percentile without awards', () => {
    expect(delayQuantile([], 0.5)).toBeNull();
  });
});
