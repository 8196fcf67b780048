import fc from 'fast-check';

import { twoSidedT } from './distributions.js';
import {
  betaAfter,
  drawsOf,
  gaussianAfter,
  probabilitySecondBetter,
  type BetaPosterior,
  type GaussianPosterior,
} from './posterior.js';
import { sampleOf } from './sample.js';
import { uniformOf } from './uniform.js';

const beta = (a: number, b: number): BetaPosterior => ({ kind: 'beta', a, b });

describe('which of two rates is higher', () => {
  it('is Beta(31, 171) over Beta(21, 181) with .933305', () => {
    expect(probabilitySecondBetter(beta(21, 181), beta(31, 171))).toBeCloseTo(0.933305, 6);
  });

  it('is found by 200,000 draws, too, to .002', () => {
    const uniform = uniformOf(7);
    const [first, second] = [drawsOf(beta(21, 181), uniform), drawsOf(beta(31, 171), uniform)];
    let better = 0;
    for (let i = 0; i < 200_000; i++) if (second() > first()) better += 1;
    expect(Math.abs(better / 200_000 - 0.933305)).toBeLessThan(0.002);
  });

  it('has closed forms: uniform against x^2, and equal ones', () => {
    // P(X > U) is the mean of X.
    expect(probabilitySecondBetter(beta(1, 1), beta(3, 1))).toBeCloseTo(0.75, 14);
    expect(probabilitySecondBetter(beta(1, 1), beta(2.5, 1.5))).toBeCloseTo(2.5 / 4, 13);
    expect(probabilitySecondBetter(beta(40_000, 960_000), beta(40_000, 960_000))).toBeCloseTo(0.5, 8);
  });

  it('is the rest of its contrary, whichever of the four sums is the shortest', () => {
    const parameter = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(parameter, parameter, parameter, parameter, (a, b, c, d) => {
        const there = probabilitySecondBetter(beta(a, b), beta(c, d));
        expect(there + probabilitySecondBetter(beta(c, d), beta(a, b))).toBeCloseTo(1, 10);
        expect(probabilitySecondBetter(beta(d, c), beta(b, a))).toBeCloseTo(there, 10);
      }),
    );
  });

  it('cannot be summed where no parameter is whole', () => {
    expect(() => probabilitySecondBetter(beta(1.5, 2.5), beta(1.5, 2.5))).toThrow('whole');
  });
});

describe('what is known of a rate', () => {
  it('after 20 redeemed and 180 expired offers is Beta(21, 181)', () => {
    expect(betaAfter(beta(1, 1), 20, 180)).toEqual(beta(21, 181));
    expect(() => betaAfter(beta(1, 1), -1, 0)).toThrow(RangeError);
  });

  it('is drawn with its mean and variance, also below 1', () => {
    for (const [a, b] of [
      [21, 181],
      [0.5, 0.5],
      [1, 1],
    ] as const) {
      const draw = drawsOf(beta(a, b), uniformOf(1));
      const { mean, squares } = sampleOf(Float64Array.from({ length: 100_000 }, draw));
      const variance = (a * b) / ((a + b) ** 2 * (a + b + 1));
      expect(Math.abs(mean - a / (a + b)) / Math.sqrt(variance / 100_000)).toBeLessThan(4);
      expect(squares / 100_000 / variance).toBeCloseTo(1, 1);
    }
  });

  it('is refused with a parameter of 0', () => {
    expect(() => drawsOf(beta(0, 1), uniformOf(1))).toThrow(RangeError);
  });
});

describe('what is known of a mean', () => {
  const prior = { kind: 'gaussian', mean: 10, weight: 2, shape: 1.5, rate: 8 } as const;

  it('after 4, 8 and 12 is by hand: mean 44 / 5, weight 5, shape 3, rate 8 + 16 + 2.4', () => {
    const after = gaussianAfter(prior, sampleOf([4, 8, 12]));
    expect(after).toMatchObject({ weight: 5, shape: 3 });
    expect(after.mean).toBeCloseTo(44 / 5, 12);
    expect(after.rate).toBeCloseTo(8 + 16 + 2.4, 12);
  });

  it('is the same whether rewards come one by one or all at once', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 20 }), (rewards) => {
        const atOnce = gaussianAfter(prior, sampleOf(rewards));
        const oneByOne = rewards.reduce<GaussianPosterior>(
          (known, reward) => gaussianAfter(known, sampleOf([reward])),
          prior,
        );
        expect(oneByOne.mean).toBeCloseTo(atOnce.mean, 8);
        expect(oneByOne.rate / atOnce.rate).toBeCloseTo(1, 8);
      }),
    );
  });

  it('is drawn as Student t says, with 2 shape degrees of freedom', () => {
    const draw = drawsOf(prior, uniformOf(3));
    const spread = Math.sqrt(prior.rate / (prior.shape * prior.weight));
    const standard = Float64Array.from({ length: 100_000 }, () => (draw() - prior.mean) / spread);
    for (const t of [0.5, 1, 2, 4]) {
      const beyond = standard.filter((value) => Math.abs(value) >= t).length / 100_000;
      expect(Math.abs(beyond - twoSidedT(t, 3))).toBeLessThan(0.006);
    }
  });
});
