import fc from 'fast-check';

import { hasGradientOfDifferences } from './differences.fixture.js';
import { negativeMeanLogLikelihoodPareto } from './pareto-nbd-likelihood.js';
import { discountedResidualPurchases, purchaseModels } from './index.js';
import { groupHistories } from './histories.js';
import { publishedLogLikelihood } from './published.fixture.js';
import { histories } from './simulated.fixture.js';

/** Fitted to CDNOW by CLVTools (weeks). */
const CDNOW = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };

const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

const anyParameters = fc.record({
  r: logUniform(0.01, 100),
  alpha: logUniform(0.1, 1000),
  s: logUniform(0.01, 50),
  beta: logUniform(0.1, 1000),
});

const anyRow = fc
  .record({ x: fc.nat(300), T: fc.integer({ min: 1, max: 400 }), at: fc.double({ min: 0.01, max: 1, noNaN: true }) })
  .map(({ x, T, at }) => [x, x === 0 ? 0 : T * at, T] as const);

describe('Pareto/NBD', () => {
  it('expects 1.4734 purchases of a new customer in 52 weeks, as BTYD has it', () => {
    expect(purchaseModels.paretonbd.forecast(CDNOW).expectedPurchases(52)).toBeCloseTo(1.4734, 3);
  });

  it('expects 25.456 purchases of x 26, t_x 30.857, T 31 in 52 weeks, alive with .997874', () => {
    const forecast = purchaseModels.paretonbd.forecast(CDNOW);
    expect(forecast.conditionalExpectation(26, 30.85714, 31, 52)).toBeCloseTo(25.456, 2);
    expect(forecast.probabilityAlive(26, 30.85714, 31)).toBeCloseTo(0.997874, 5);
  });

  it.each([
    [7, 35, 77.86, 1.864183],
    [1, 30, 77.86, 2.199155],
    [5, 30, 77.86, 1.840502],
    [10, 30, 77.86, 0.167928],
  ])('expects x %i, t_x %f, T %f to buy %f times more, discounted with .0027 a week', (x, tx, T, published) => {
    const parameters = { r: 0.5629966, alpha: 12.559037, s: 0.4081095, beta: 10.5148048 };
    expect(discountedResidualPurchases(parameters, x, tx, T, 0.0027)).toBeCloseTo(published, 5);
  });

  it('refuses to discount without interest, as the sum may have no end', () => {
    expect(() => discountedResidualPurchases(CDNOW, 1, 2, 3, 0)).toThrow(/rate must be above 0/);
  });

  it('has the likelihood of the published hypergeometric functions, alpha above beta and below', () => {
    fc.assert(
      fc.property(anyParameters, fc.array(anyRow, { minLength: 1, maxLength: 6 }), (parameters, rows) => {
        const { r, alpha, s, beta } = parameters;
        const grouped = groupHistories(histories(rows));
        const theta = Float64Array.of(r, alpha / grouped.longest, s, beta / grouped.longest).map(Math.log);
        const mean = -negativeMeanLogLikelihoodPareto(grouped)(theta, new Float64Array(4));
        const ours = mean * rows.length - grouped.repeatPurchases * Math.log(grouped.longest);
        const published = rows.reduce(
          (sum, [x, tx, T]) => sum + publishedLogLikelihood.paretonbd([r, alpha, s, beta], x, tx, T),
          0,
        );
        return Math.abs(ours - published) < 1e-9 * (1 + grouped.repeatPurchases + Math.abs(published));
      }),
      { numRuns: 200 },
    );
  });

  it('has the gradient of the differences of its likelihood', () => {
    const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
    const anyTheta = fc.tuple(coordinate, coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 5 }), anyTheta, (rows, theta) =>
        hasGradientOfDifferences(negativeMeanLogLikelihoodPareto(groupHistories(histories(rows))), theta),
      ),
    );
  });

  it.each([
    ['alpha above beta', { r: 0.5, alpha: 20, s: 0.6, beta: 5 }],
    ['alpha below beta', { r: 0.5, alpha: 5, s: 0.6, beta: 20 }],
    ['alpha equal to beta', { r: 0.5, alpha: 10, s: 0.6, beta: 10 }],
    ['s at 1', { r: 0.5, alpha: 10, s: 1, beta: 12 }],
  ])('gives 0, not a failure, for 1,000 purchases followed by 90 weeks of silence: %s', (_title, parameters) => {
    const forecast = purchaseModels.paretonbd.forecast(parameters);
    expect(forecast.probabilityAlive(1000, 10, 100)).toBe(0);
    expect(forecast.conditionalExpectation(1000, 10, 100, 52)).toBe(0);
    expect(discountedResidualPurchases(parameters, 1000, 10, 100, 0.002)).toBe(0);
    expect(forecast.probabilityAlive(1000, 100, 100)).toBe(1);
  });

  it('expects what the integral over the dropout rate says, s near 1 too', () => {
    const anyShape = fc.oneof(logUniform(0.05, 20), fc.double({ min: 0.999999, max: 1.000001, noNaN: true }));
    fc.assert(
      fc.property(anyParameters, anyShape, anyRow, logUniform(0.01, 1000), ({ r, alpha, beta }, s, [x, , T], t) => {
        const forecast = purchaseModels.paretonbd.forecast({ r, alpha, s, beta });
        // While alive the rate is (r+x)/(alpha+T), and one stays until u with probability ((beta+T)/(beta+T+u))^s.
        const span = Math.log1p(t / (beta + T));
        // Simpson's rule is off by ((1 - s) span / n)^4 / 180: here less than 1e-10.
        const n = 2 * Math.ceil(Math.max(1000, 50 * Math.abs(1 - s) * span));
        const stays = (w: number) => Math.exp((1 - s) * w);
        let sum = stays(0) + stays(span);
        for (let i = 1; i < n; i++) sum += stays((span * i) / n) * (i % 2 === 0 ? 2 : 4);
        const expected = (((r + x) / (alpha + T)) * (beta + T) * span * sum) / (3 * n);
        // The last purchase at T leaves no time to give up.
        const value = forecast.conditionalExpectation(x, T, T, t);
        return Math.abs(value - expected) <= 1e-9 * expected;
      }),
    );
  });

  it('becomes NBD when nobody gives up', () => {
    const { conditionalExpectation } = purchaseModels.paretonbd.forecast({ r: 0.5, alpha: 5, s: 1e-12, beta: 1e6 });
    expect(conditionalExpectation(3, 10, 30, 20)).toBeCloseTo((3.5 / 35) * 20, 6);
  });
});
