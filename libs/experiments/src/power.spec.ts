import fc from 'fast-check';

import { effectOnMean, effectOnRate, powerOf, sampleSize } from './power.js';

describe('how many customers it takes', () => {
  it('to find 6 % against 5 % in equal arms with power .8 is 8,155 in each', () => {
    expect(sampleSize(effectOnRate(0.05, 0.01), { treatedShare: 0.5 })).toEqual({ treated: 8_155, holdout: 8_155 });
  });

  it('to find half a standard deviation with power .8 is 63 in each arm', () => {
    expect(sampleSize(effectOnMean(10, 5), { treatedShare: 0.5 })).toEqual({ treated: 63, holdout: 63 });
  });

  it('is 1 - rho² of that with CUPED', () => {
    const [plain, adjusted] = [0, 0.9].map(
      (rho) => sampleSize(effectOnMean(10, 0.1, rho), { treatedShare: 0.9 }).holdout,
    );
    expect(adjusted! / plain!).toBeCloseTo(0.19, 4);
  });

  it('gives the power that was asked for, and not with one percent fewer', () => {
    const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (baseline, treatedShare, power) => {
        fc.pre(power > 0.1);
        const effect = effectOnRate(baseline * 0.5, 0.02);
        const design = sampleSize(effect, { treatedShare, power });
        const found = powerOf(effect, design);
        expect(found).toBeGreaterThanOrEqual(power - 1e-9);
        const fewer = { treated: 0.99 * (design.treated - 1), holdout: 0.99 * (design.holdout - 1) };
        if (power > 0.2) expect(powerOf(effect, fewer)).toBeLessThan(power);
      }),
    );
  });

  it('finds nothing where there is nothing, in 95 of 100 cases', () => {
    const nothing = { lift: 0, treatedVariance: 1, holdoutVariance: 1 };
    expect(powerOf(nothing, { treated: 500, holdout: 50 })).toBeCloseTo(0.05, 12);
    expect(() => sampleSize(nothing, { treatedShare: 0.5 })).toThrow(RangeError);
  });

  it('is refused for what cannot be', () => {
    expect(() => effectOnRate(0.05, -0.05)).toThrow('the rate of the treated');
    expect(() => effectOnRate(0, 0.01)).toThrow('the baseline');
    expect(() => effectOnMean(0, 1)).toThrow(RangeError);
    expect(() => effectOnMean(1, 1, 1)).toThrow(RangeError);
    expect(() => sampleSize(effectOnRate(0.05, 0.01), { treatedShare: 1 })).toThrow('the treated share');
    expect(() => powerOf(effectOnRate(0.05, 0.01), { treated: 100, holdout: 0 })).toThrow(RangeError);
  });
});
