import fc from 'fast-check';

import {
  conditionalExpectation,
  expectationByIntegral,
  expectedPurchases,
  expectedWhileAlive,
  probabilityAlive,
  probabilityAliveMbg,
  purchaseCountProbability,
  type BetaGeometricParameters,
} from './index.js';

/** Published for CDNOW with three digits (Fader, Hardie and Lee 2005, table 2); weeks. */
const CDNOW = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

/** The same with the digits the published forecasts were made with. */
const CDNOW_PRECISE = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };

/** Log-uniform, as parameters of fits are spread. */
const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

const anyParameters: fc.Arbitrary<BetaGeometricParameters> = fc.record({
  r: logUniform(0.01, 200),
  alpha: logUniform(0.1, 1000),
  a: logUniform(1e-4, 50),
  b: logUniform(0.01, 5000),
});

const anyHistory = fc
  .record({
    x: fc.nat(300),
    T: fc.double({ min: 1, max: 500, noNaN: true }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  .map(({ x, T, share }) => ({ x, T, tx: x === 0 ? 0 : T * share }));

const close = (value: number, expected: number, relative: number) =>
  Math.abs(value - expected) <= relative * Math.abs(expected) + 1e-300;

describe('purchases expected by BG/NBD', () => {
  it.each([
    [1 / 7, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.857, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ])('are, for a new customer in the first %f weeks, the published %f', (weeks, published) => {
    const fitted = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 };
    expect(Math.abs(expectedPurchases(fitted, weeks) - published)).toBeLessThan(5e-4);
  });

  it('are 1.444004 of a new customer in 52 weeks, as BTYD has it', () => {
    expect(expectedPurchases(CDNOW_PRECISE, 52)).toBeCloseTo(1.444004, 6);
  });

  it('are 1.226 in 39 weeks for x 2, t_x 30.43, T 38.86, as on the sheet of the authors', () => {
    expect(conditionalExpectation(CDNOW, 2, 30.43, 38.86, 39)).toBeCloseTo(1.226, 3);
  });

  it.each([
    [10, 0.3474606],
    [15, 0.04283391],
    [20, 0.004158973],
    [25, 0.0003583685],
  ])('fall with the frequency of a silent customer: x %i gives %f in 52 weeks', (x, published) => {
    expect(close(conditionalExpectation(CDNOW_PRECISE, x, 20, 39, 52), published, 1e-6)).toBe(true);
  });

  it('agree with the integral that defines them, for any parameters', () => {
    fc.assert(
      fc.property(anyParameters, anyHistory, logUniform(1e-3, 1e5), (parameters, { x, T }, t) =>
        close(expectedWhileAlive(parameters, x, T, t), expectationByIntegral(parameters, x, T, t), 1e-9),
      ),
      { numRuns: 400 },
    );
  });

  it('are as right where hardly anybody stays, or hardly anybody goes', () => {
    const extreme: BetaGeometricParameters[] = [
      { r: 0.5, alpha: 5, a: 2, b: 1e-6 },
      { r: 0.5, alpha: 5, a: 1e-6, b: 1e-6 },
      { r: 0.5, alpha: 5, a: 0.3, b: 0.2 },
      { r: 3, alpha: 1, a: 1e-6, b: 3 },
    ];
    for (const parameters of extreme) {
      for (const t of [0.1, 10, 1e4]) {
        const value = expectedWhileAlive(parameters, 0, 0, t);
        expect(close(expectationByIntegral(parameters, 0, 0, t), value, 1e-9)).toBe(true);
      }
    }
  });

  it('are 0 at once, start with the slope (r+x)/(alpha+T) and grow with time', () => {
    fc.assert(
      fc.property(anyParameters, anyHistory, logUniform(1e-3, 1e4), (parameters, { x, T }, t) => {
        const { r, alpha } = parameters;
        const soon = 1e-7 / ((r + x) / (alpha + T) + 1 / (alpha + T));
        const slope = expectedWhileAlive(parameters, x, T, soon) / soon;
        return (
          expectedWhileAlive(parameters, x, T, 0) === 0 &&
          close(slope, (r + x) / (alpha + T), 1e-6) &&
          expectedWhileAlive(parameters, x, T, t) <= expectedWhileAlive(parameters, x, T, t * 1.01) * (1 + 1e-10)
        );
      }),
    );
  });

  it('become t (r+x)/(alpha+T), those of NBD, when nobody gives up', () => {
    expect(close(expectedWhileAlive({ ...CDNOW, a: 1e-13 }, 5, 30, 200), (200 * 5.243) / 34.414, 1e-11)).toBe(true);
  });

  it('do not depend on the unit of time', () => {
    fc.assert(
      fc.property(
        anyParameters,
        anyHistory,
        logUniform(0.1, 1000),
        logUniform(1e-3, 1e4),
        (parameters, history, t, c) => {
          const { x, tx, T } = history;
          const scaled = { ...parameters, alpha: parameters.alpha * c };
          const value = conditionalExpectation(parameters, x, tx, T, t);
          // The survival term is a power of x: rounding of its base is multiplied by it.
          return close(conditionalExpectation(scaled, x, tx * c, T * c, t * c), value, 1e-9) || value < 1e-100;
        },
      ),
    );
  });
});

describe('P(alive)', () => {
  it('is a probability, 1 for one-time buyers by BG/NBD and below 1 for them by MBG/NBD', () => {
    fc.assert(
      fc.property(anyParameters, anyHistory, (parameters, { x, tx, T }) => {
        const alive = probabilityAlive(parameters, x, tx, T);
        const mbg = probabilityAliveMbg(parameters, x, tx, T);
        return alive >= 0 && alive <= 1 && mbg >= 0 && mbg <= 1 && (x > 0 || (alive === 1 && mbg < 1));
      }),
    );
  });

  it('is .9688523 for x 26, t_x 30.857, T 31, as published', () => {
    expect(probabilityAlive(CDNOW_PRECISE, 26, 30.85714, 31)).toBeCloseTo(0.9688523, 6);
  });

  it('is 0, not a failure, for 1,000 purchases followed by 90 weeks of silence, in weeks as in hours', () => {
    expect(probabilityAlive(CDNOW, 1000, 10, 100)).toBe(0);
    expect(probabilityAlive({ ...CDNOW, alpha: CDNOW.alpha * 168 }, 1000, 1680, 16800)).toBe(0);
    expect(conditionalExpectation(CDNOW, 1000, 10, 100, 520)).toBe(0);
  });
});

describe('the number of purchases of a new customer', () => {
  it('has the published probabilities', () => {
    expect(close(purchaseCountProbability(CDNOW, 2, 10), 1.07869e-7, 1e-4)).toBe(true);
    expect(purchaseCountProbability(CDNOW, 39, 0)).toBeCloseTo(0.5737864, 6);
    const published = [
      0.0019995214, 0.0015170236, 0.001163315, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913, 0.0003467171,
      0.0002769613, 0.000222226,
    ];
    published.forEach((probability, i) => {
      expect(close(purchaseCountProbability(CDNOW, 30, 11 + i), probability, 1e-6)).toBe(true);
    });
  });

  it('has probabilities that sum to 1 and a mean equal to the expectation', () => {
    let sum = 0;
    let mean = 0;
    for (let n = 0; n < 1200; n++) {
      const probability = purchaseCountProbability(CDNOW, 52, n);
      sum += probability;
      mean += n * probability;
    }
    expect(sum).toBeCloseTo(1, 9);
    expect(mean).toBeCloseTo(expectedPurchases(CDNOW, 52), 6);
  });
});
