import { adjusted, adjustedLift } from './cuped.js';
import { liftOfMeans } from './lift-of-means.js';
import { pairedSampleOf, pairedSampleOfSums } from './sample.js';

const treated = pairedSampleOf([12, 15, 11, 20, 18, 9, 14, 17], [10, 13, 9, 16, 17, 8, 11, 15]);
const holdout = pairedSampleOf([11, 9, 14, 16, 8, 13, 10, 12], [12, 9, 15, 17, 7, 14, 10, 11]);

describe('a lift adjusted by what was before', () => {
  it('without it is 2.875, standard error 1.625, t 1.769, p .1009', () => {
    const raw = liftOfMeans(treated, holdout);
    expect(raw.difference).toBe(2.875);
    expect(raw.standardError).toBeCloseTo(1.625, 12);
    expect(raw.statistic).toBeCloseTo(1.769, 3);
    expect(raw.p).toBeCloseTo(0.1009, 4);
  });

  it('is 2.3936212, theta .9627575, rho .8989537, standard error .4590559, t 5.2142, p .00016', () => {
    const lift = adjustedLift(treated, holdout);
    expect(lift.theta).toBeCloseTo(0.9627575, 7);
    expect(lift.rho).toBeCloseTo(0.8989537, 7);
    expect(lift.difference).toBeCloseTo(2.3936212, 7);
    expect(lift.standardError).toBeCloseTo(0.4590559, 7);
    expect(lift.statistic).toBeCloseTo(5.2142, 4);
    expect(lift.p).toBeCloseTo(0.00016, 5);
    expect(lift.low! + lift.high!).toBeCloseTo(2 * lift.difference!, 12);
    expect(lift.caveats).toEqual([]);
  });

  it('is the same from the sums that a query delivers', () => {
    const fromSums = adjustedLift(
      pairedSampleOfSums({ n: 8, x: 99n, y: 116n, xx: 1305n, yy: 1780n, xy: 1521n }),
      pairedSampleOfSums({ n: 8, x: 95, y: 93, xx: 1205, yy: 1131, xy: 1165 }),
    );
    const fromArrays = adjustedLift(treated, holdout);
    expect(fromSums.difference).toBeCloseTo(fromArrays.difference!, 10);
    expect(fromSums.p).toBeCloseTo(fromArrays.p!, 10);
    expect(fromSums.theta).toBeCloseTo(fromArrays.theta, 10);
  });

  it('has 1 - rho² of the variance of everybody together', () => {
    const everybody = [...[12, 15, 11, 20, 18, 9, 14, 17], ...[11, 9, 14, 16, 8, 13, 10, 12]];
    const before = [...[10, 13, 9, 16, 17, 8, 11, 15], ...[12, 9, 15, 17, 7, 14, 10, 11]];
    const all = pairedSampleOf(everybody, before);
    const { treated: rest, rho } = adjusted(all, pairedSampleOf([], []));
    expect(rest.squares).toBeCloseTo(all.squares * (1 - rho ** 2), 10);
    expect(rest.mean).toBeCloseTo(all.mean, 12);
  });

  it('is the plain lift where all were alike before', () => {
    const [one, other] = [pairedSampleOf([1, 2, 4], [5, 5, 5]), pairedSampleOf([1, 2, 2], [5, 5, 5])];
    const plain = liftOfMeans(one, other);
    expect(adjustedLift(one, other)).toEqual({ ...plain, theta: 0, rho: 0, caveats: ['no-history'] });
  });

  it('has no test where before tells all, and says nothing of empty arms', () => {
    const same = pairedSampleOf([1, 2, 4], [1, 2, 4]);
    expect(adjustedLift(same, same)).toMatchObject({
      theta: 1,
      rho: expect.closeTo(1, 12),
      p: null,
      caveats: ['no-variation'],
    });
    const nobody = pairedSampleOf([], []);
    expect(adjustedLift(nobody, nobody).caveats).toEqual(['nobody-treated', 'nobody-held-out']);
  });
});
