import { poissonTail } from './poisson-tail.js';

describe('P(N >= n) of a Poisson distribution', () => {
  // By summing the exact series with 60 digits.
  it.each([
    [8, 0.7, 7.69347709045796e-7],
    [1, 0.7, 1 - Math.exp(-0.7)],
    [2, 3, 1 - 4 * Math.exp(-3)],
    [100, 60, 1.481527632646047e-6],
    [40, 60, 9.974518076963866e-1],
  ])('of %d events where %d are expected is %d', (n, mean, tail) => {
    expect(Math.abs(poissonTail(n, mean) / tail - 1)).toBeLessThan(1e-12);
  });

  it('of 8 reviews a day where .7 are expected is 7.7e-7', () => {
    expect(poissonTail(8, 0.7).toPrecision(2)).toBe('7.7e-7');
  });

  it('is 1 of no event, and 0 of what no number is small enough for', () => {
    expect([poissonTail(0, 0.7), poissonTail(5000, 0.7)]).toEqual([1, 0]);
  });

  it('falls with every further event, across the mean too', () => {
    const tails = Array.from({ length: 40 }, (_, n) => poissonTail(n, 20));
    expect(tails).toEqual(tails.toSorted((a, b) => b - a));
    expect(new Set(tails).size).toBe(40);
  });
});
