import fc from 'fast-check';

import { incompleteBeta } from './incomplete-beta.js';
import { gaussLegendre } from './quadrature.js';
import { sumOfLogRatios, sumOfLogs } from './sums.js';

const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

const near = (value: number, expected: number, relative: number) =>
  Math.abs(value - expected) <= relative * Math.abs(expected) + 1e-13;

const stretch = fc.tuple(fc.nat(500), fc.nat(5000)).map(([from, length]) => [from, from + length] as const);

describe('long sums', () => {
  it('of ln(c + j) are what adding them up gives, and so is the derivative', () => {
    fc.assert(
      fc.property(logUniform(1e-6, 1e6), stretch, (c, [from, until]) => {
        let [sum, byC] = [0, 0];
        for (let j = from; j < until; j++) {
          sum += Math.log(c + j);
          byC += 1 / (c + j);
        }
        const found = sumOfLogs(c, from, until);
        return near(found.sum, sum, 1e-12) && near(found.byC, byC, 1e-12);
      }),
    );
  });

  it('of ln(1 + a/(b + j)) are what adding them up gives, and so are the derivatives', () => {
    fc.assert(
      fc.property(logUniform(1e-6, 1e3), logUniform(1e-6, 1e6), stretch, (a, b, [from, until]) => {
        let [sum, byA, byB] = [0, 0, 0];
        for (let j = from; j < until; j++) {
          sum += Math.log1p(a / (b + j));
          byA += 1 / (a + b + j);
          byB -= a / ((b + j) * (a + b + j));
        }
        const found = sumOfLogRatios(a, b, from, until);
        return near(found.sum, sum, 1e-11) && near(found.byA, byA, 1e-11) && near(found.byB, byB, 1e-11);
      }),
    );
  });

  it('cost no more for 1e15 terms than for 200', () => {
    // ln G(1e15 + 1) by Stirling.
    expect(sumOfLogs(1, 0, 1e15).sum).toBeCloseTo(1e15 * Math.log(1e15) - 1e15 + Math.log(2 * Math.PI * 1e15) / 2, -4);
  });
});

describe('the incomplete beta function', () => {
  it('of whole p is the tail of a negative binomial distribution', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), logUniform(0.05, 50), logUniform(1e-3, 1e3), (p, q, odds) => {
        const [z, complement] = [odds / (1 + odds), 1 / (1 + odds)];
        let [below, term] = [0, complement ** q];
        for (let j = 0; j < p; j++) {
          below += term;
          term *= ((q + j) / (j + 1)) * z;
        }
        return Math.abs(incompleteBeta(p, q, z, complement) - (1 - below)) < 1e-11;
      }),
    );
  });

  it('ends in 0 and 1', () => {
    expect([incompleteBeta(3, 0.2, 0, 1), incompleteBeta(3, 0.2, 1, 0)]).toEqual([0, 1]);
  });
});

describe('the rule of Gauss and Legendre', () => {
  it.each([4, 12])('with %i nodes integrates powers up to twice as many, less one', (n) => {
    const { nodes, weights } = gaussLegendre(n);
    for (let power = 0; power < 2 * n; power++) {
      const integral = nodes.reduce((sum, node, i) => sum + weights[i]! * node ** power, 0);
      expect(integral).toBeCloseTo(1 / (power + 1), 14);
    }
  });
});
