import fc from 'fast-check';

import { lookAtMeans, lookAtProportions } from './always-valid.js';
import { mixtureTest } from './mixture-test.js';
import { sampleOf } from './sample.js';

describe('the mixture sequential test', () => {
  it('of a difference of .12 with V .0025 and tau² .01 has the ratio 4.478468, p .223291, half-width .154119', () => {
    const { likelihoodRatio, p, halfWidth } = mixtureTest(0.12, 0.0025, 0.01);
    expect(likelihoodRatio).toBeCloseTo(4.478468, 6);
    expect(p).toBeCloseTo(0.223291, 6);
    expect(halfWidth).toBeCloseTo(0.154119, 6);
  });

  it('has p below .05 exactly when its interval does not hold 0, and never NaN', () => {
    const someDifference = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const aboveZero = fc.double({ min: 1e-12, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(someDifference, aboveZero, aboveZero, (difference, variance, mixing) => {
        const { likelihoodRatio, p, halfWidth } = mixtureTest(difference, variance, mixing);
        expect([likelihoodRatio, p, halfWidth].every(Number.isFinite)).toBe(true);
        fc.pre(Math.abs(Math.abs(difference) / halfWidth - 1) > 1e-9);
        expect(p < 0.05).toBe(Math.abs(difference) > halfWidth);
      }),
    );
  });

  it('is narrowest where tau is 2.87 standard errors', () => {
    const width = (tau: number) => mixtureTest(0, 1, tau ** 2).halfWidth;
    for (const tau of [2.86, 2.88]) expect(width(tau)).toBeGreaterThan(width(2.87));
    // What the default costs with 1/10, 10 times and 100 times as many customers.
    const best = width(2.87);
    const cost = [0.1, 10, 100].map((times) => width(2.87 * Math.sqrt(times)) / best - 1);
    expect(cost.map((share) => Math.round(100 * share))).toEqual([26, 7, 18]);
  });
});

describe('a look at a campaign', () => {
  const treated = { n: 9_000, conversions: 540 };
  const holdout = { n: 1_000, conversions: 50 };

  it('is the test with the larger of both variances, tau .1 standard deviations of a customer', () => {
    const rate = 590 / 10_000;
    const pooled = rate * (1 - rate) * (1 / 9_000 + 1 / 1_000);
    const test = mixtureTest(0.01, pooled, 0.01 * rate * (1 - rate));
    const look = lookAtProportions(treated, holdout);
    expect(pooled).toBeGreaterThan(0.0073326 ** 2);
    expect(look.p).toBeCloseTo(test.p, 12);
    expect(look.high! - look.difference!).toBeCloseTo(test.halfWidth, 12);
    const less = lookAtProportions({ n: 9_000, conversions: 450 }, { n: 1_000, conversions: 90 });
    const apart = (0.05 * 0.95) / 9_000 + (0.09 * 0.91) / 1_000;
    expect(less.high! - less.difference!).toBeCloseTo(mixtureTest(0, apart, 0.01 * 0.054 * 0.946).halfWidth, 12);
  });

  it('keeps the smallest p of all looks', () => {
    const { p } = lookAtProportions(treated, holdout);
    expect(lookAtProportions(treated, holdout, { previousP: p / 2 }).p).toBe(p / 2);
    expect(lookAtProportions(treated, holdout, { previousP: 1 }).p).toBe(p);
  });

  it('uses the tau² that was planned', () => {
    const look = lookAtProportions(treated, holdout, { mixing: 1e-4 });
    const usual = lookAtProportions(treated, holdout);
    expect(look.high! - look.low!).not.toBeCloseTo(usual.high! - usual.low!, 4);
  });

  it.each([
    ['nobody is treated', [0, 0, 100, 5], 'nobody-treated', null],
    ['nobody is held out', [100, 5, 0, 0], 'nobody-held-out', null],
    ['9.9 conversions are expected in an arm', [900, 99, 100, 0], 'too-early', 0.11],
    ['9.9 customers without one are expected in an arm', [900, 801, 100, 100], 'too-early', -0.11],
    ['nobody buys', [90_000, 0, 10_000, 0], 'too-early', 0],
  ] as const)('keeps p where %s', (_title, [nt, xt, nc, xc], caveat, difference) => {
    const look = lookAtProportions({ n: nt, conversions: xt }, { n: nc, conversions: xc }, { previousP: 0.3 });
    expect(look).toMatchObject({ p: 0.3, low: null, high: null, caveats: [caveat] });
    expect(look.difference).toEqual(difference === null ? null : expect.closeTo(difference, 12));
  });

  it('begins when 10 conversions are expected in each arm', () => {
    expect(lookAtProportions({ n: 900, conversions: 100 }, { n: 100, conversions: 0 }).caveats).toEqual([]);
  });

  it('at means begins with 100 customers in each arm, and says when all are alike', () => {
    const values = (n: number, of: (i: number) => number) =>
      sampleOf(Float64Array.from({ length: n }, (_, i) => of(i)));
    const spread = values(100, (i) => i % 7);
    expect(
      lookAtMeans(
        spread,
        values(99, (i) => i % 5),
      ).caveats,
    ).toEqual(['too-early']);
    expect(
      lookAtMeans(
        spread,
        values(100, (i) => i % 5),
      ),
    ).toMatchObject({ caveats: [], p: expect.any(Number) });
    expect(
      lookAtMeans(
        values(100, () => 3),
        values(100, () => 3),
      ),
    ).toMatchObject({ p: 1, caveats: ['no-variation'] });
  });
});
