import fc from 'fast-check';

import {
  expectedSpends,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  purchaseModels,
  type BetaGeometricFit,
  type PurchaseForecast,
} from './index.js';
import { simulate, simulateSpends } from './simulated.fixture.js';

const forecastOf = ({ model, forecastParameters }: BetaGeometricFit): PurchaseForecast =>
  purchaseModels[model].forecast({ ...forecastParameters });

const arrays = (x: number[], tx: number[], T: number[]) => ({
  x: Float64Array.from(x),
  tx: Float64Array.from(tx),
  T: Float64Array.from(T),
});

describe('fitting 20,000 simulated customers', () => {
  const truth = { r: 0.5, alpha: 5, a: 0.7, b: 3 };

  it('finds the parameters they were simulated with, within 4 standard errors', () => {
    const found = fitBgNbd(simulate('bgnbd', truth, 20_000, 1));
    if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
    expect(found).toMatchObject({ customers: 20_000, dropoutIdentified: true, atBound: [] });
    for (const key of ['r', 'alpha', 'a', 'b'] as const) {
      expect(Math.abs(found.parameters[key] - truth[key])).toBeLessThan(4 * found.standardErrors[key]);
    }
  });

  it('gives the same forecasts in days, weeks and hours to 1e-8, and likelihoods that differ by sum(x) ln 7', () => {
    const weeks = simulate('bgnbd', truth, 1_000, 2);
    const inUnit = (c: number) => {
      const data = { x: weeks.x, tx: weeks.tx.map((t) => t * c), T: weeks.T.map((t) => t * c) };
      const found = fitBgNbd(data);
      if (!found.fitted) throw new Error(found.detail);
      return { found, forecast: forecastOf(found).conditionalExpectations(data, 39 * c) };
    };
    const [inWeeks, inDays, inHours] = [inUnit(1), inUnit(7), inUnit(168)];
    for (const other of [inDays, inHours]) {
      const worst = Math.max(...inWeeks.forecast.map((value, i) => Math.abs(other.forecast[i]! / value - 1)));
      expect(worst).toBeLessThan(1e-8);
    }
    const repeats = weeks.x.reduce((sum, x) => sum + x, 0);
    expect(inWeeks.found.logLikelihood - inDays.found.logLikelihood).toBeCloseTo(repeats * Math.log(7), 5);
  });
});

describe('data that cannot tell everything', () => {
  it('customers who never give up are fitted, with dropoutIdentified false and the forecasts of NBD', () => {
    const data = simulate('bgnbd', { r: 2, alpha: 8, a: 1e-9, b: 1e3 }, 3_000, 3);
    const found = fitBgNbd(data);
    if (!found.fitted) throw new Error(found.detail);
    expect(found.dropoutIdentified).toBe(false);
    const { r, alpha } = found.forecastParameters;
    const forecast = forecastOf(found).conditionalExpectations(data, 10);
    const total = forecast.reduce((sum, value) => sum + value, 0);
    const nbd = data.x.reduce((sum, x, i) => sum + (10 * (r + x)) / (alpha + data.T[i]!), 0);
    expect(total / nbd).toBeCloseTo(1, 9);
  });

  it('customers who all buy at the same rate are fitted, and r is found at its bound or without a standard error', () => {
    const T = Array.from({ length: 60 }, () => 50);
    const found = fitBgNbd(
      arrays(
        T.map(() => 5),
        T.map(() => 50),
        T,
      ),
    );
    if (!found.fitted) throw new Error(found.detail);
    expect(found.standardErrors).toBeUndefined();
    expect(found.dropoutIdentified).toBe(false);
    const forecast = forecastOf(found).conditionalExpectations(arrays([5], [50], [50]), 10);
    expect(forecast[0]).toBeCloseTo(1, 2);
  });

  it.each([
    ['no customer', arrays([], [], []), 'too-few-customers'],
    ['one customer', arrays([3], [5], [9]), 'too-few-customers'],
    ['no repeat buyer', arrays([0, 0, 0], [0, 0, 0], [9, 8, 7]), 'no-repeat-purchases'],
    ['only histories of one day', arrays([0, 0], [0, 0], [0, 0]), 'no-repeat-purchases'],
  ])('%s: says so', (_title, data, reason) => {
    expect(fitBgNbd(data)).toMatchObject({ fitted: false, reason });
    expect(fitMbgNbd(data)).toMatchObject({ fitted: false, reason });
  });

  it('any few histories are fitted without a crash, and every number that comes out is one', () => {
    const anyRow = fc
      .record({
        x: fc.nat(400),
        T: fc.integer({ min: 1, max: 20_000 }),
        at: fc.double({ min: 1e-4, max: 1, noNaN: true }),
      })
      .map(({ x, T, at }) => ({ x, T, tx: x === 0 ? 0 : T * at }));
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 2, maxLength: 12 }),
        fc.constantFrom(fitBgNbd, fitMbgNbd),
        (rows, fit) => {
          const data = arrays(
            rows.map((row) => row.x),
            rows.map((row) => row.tx),
            rows.map((row) => row.T),
          );
          const found = fit(data);
          if (!found.fitted) return rows.every((row) => row.x === 0);
          const numbers = [
            ...Object.values(found.parameters),
            ...Object.values(found.forecastParameters),
            ...Object.values(found.standardErrors ?? {}),
            found.logLikelihood,
            found.gradientNorm,
            ...forecastOf(found).conditionalExpectations(data, 365),
            ...forecastOf(found).probabilitiesAlive(data),
          ];
          return numbers.every(Number.isFinite);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('Gamma-Gamma', () => {
  const simulated = (customers: number) => simulateSpends({ p: 6, q: 4, v: 15 }, customers, 4);

  it('finds p 6, q 4, v 15 of 5,000 simulated customers within 4 standard errors', () => {
    const found = fitGammaGamma(simulated(5_000));
    if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
    const truth = { p: 6, q: 4, v: 15 };
    for (const key of ['p', 'q', 'v'] as const) {
      expect(Math.abs(found.parameters[key] - truth[key])).toBeLessThan(4 * found.standardErrors[key]);
    }
    expect(found).toMatchObject({ meanIdentified: true, atBound: [] });
    expect(found.gradientNorm).toBeLessThan(1e-9);
  });

  it('gives the same in cents and in dollars', () => {
    const dollars = simulated(500);
    const inDollars = fitGammaGamma(dollars);
    const inCents = fitGammaGamma({ x: dollars.x, m: dollars.m.map((m) => m * 100) });
    if (!inDollars.fitted || !inCents.fitted) throw new Error('not fitted');
    expect(inCents.parameters.v / inDollars.parameters.v).toBeCloseTo(100, 6);
    expect(inCents.populationMean / inDollars.populationMean).toBeCloseTo(100, 6);
    expect(inDollars.logLikelihood - inCents.logLikelihood).toBeCloseTo(500 * Math.log(100), 5);
  });

  it('keeps q above 1 where the spends want an infinite mean, and says that the mean is not identified', () => {
    // Quantiles of a Pareto distribution with exponent 1/2, whose mean is infinite.
    const m = Float64Array.from({ length: 200 }, (_, i) => ((i + 0.5) / 200) ** -2);
    const found = fitGammaGamma({ x: m.map(() => 3), m });
    if (!found.fitted) throw new Error(found.detail);
    expect(found.parameters.q).toBeGreaterThan(1);
    expect(found.meanIdentified).toBe(false);
    expect(found.atBound).toContain('q');
    expect(found.standardErrors).toBeUndefined();
  });

  it('does not trust the mean where q may be 1 by its own standard error, and does where it is above by more than two', () => {
    const fit = (q: number, customers: number) => {
      const found = fitGammaGamma(simulateSpends({ p: 6, q, v: 15 }, customers, 4));
      if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
      return { ...found, errorsAbove1: (found.parameters.q - 1) / found.standardErrors.q };
    };
    const doubtful = fit(1.05, 300);
    expect(doubtful.parameters.q).toBeGreaterThan(1.001);
    expect(doubtful.errorsAbove1).toBeLessThan(2);
    expect(doubtful).toMatchObject({ meanIdentified: false, atBound: [] });
    const clear = fit(1.5, 300);
    expect(clear.errorsAbove1).toBeGreaterThan(2);
    expect(clear.meanIdentified).toBe(true);
  });

  it('trusts the mean of customers who are nearly alike, though q has a large error, as the likelihood at 1 is far lower', () => {
    const found = fitGammaGamma(simulateSpends({ p: 6, q: 60, v: 900 }, 100, 4));
    if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
    expect((found.parameters.q - 1) / found.standardErrors.q).toBeLessThan(2);
    expect(found.meanIdentified).toBe(true);
  });

  it.each([
    ['two who differ: the mean may be anything', [3, 3], [26.91, 1.96], false],
    ['five who are alike', [8, 2, 1, 7, 2], [1.08, 0.93, 1, 1.05, 1.11], true],
  ])('goes by the likelihood where there are no standard errors: %s', (_who, x, m, meanIdentified) => {
    const found = fitGammaGamma({ x: Float64Array.from(x), m: Float64Array.from(m) });
    expect(found).toMatchObject({ fitted: true, meanIdentified });
    expect(found).not.toHaveProperty('standardErrors');
  });

  it.each([1, 0.999, 0.3, 1e-9])('expects a finite spend above 0 at q %f, as at the least q that a fit gives', (q) => {
    const [x, m] = [Float64Array.of(0, 1, 40), Float64Array.of(0, 20, 20)];
    const spends = expectedSpends({ p: 6, q, v: 15 }, { x, m });
    for (const spend of spends) {
      expect(spend).toBeGreaterThan(0);
      expect(spend).toBeLessThan(1e6);
    }
    expect(spends).toEqual(expectedSpends({ p: 6, q: 1 + Math.exp(-7), v: 15 }, { x, m }));
    expect(spends[2]).toBeCloseTo(20, 0);
  });

  it('survives equal spends, and expects just them', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => 1 + (i % 4));
    const found = fitGammaGamma({ x, m: x.map(() => 20) });
    if (!found.fitted) throw new Error(found.detail);
    expect(found.standardErrors).toBeUndefined();
    for (const spend of expectedSpends(found.parameters, { x, m: x.map(() => 20) })) expect(spend).toBeCloseTo(20, 1);
  });

  it.each([
    ['nobody with a repeat purchase', [0, 0], [0, 0]],
    ['repeat purchases of price 0 only', [1, 2], [0, 0]],
    ['one customer', [1], [20]],
  ])('%s: says so', (_title, x, m) => {
    const spends = { x: Float64Array.from(x), m: Float64Array.from(m) };
    expect(fitGammaGamma(spends)).toMatchObject({ fitted: false, reason: 'no-spend' });
  });

  it.each([-1, NaN, Infinity, 1e101, 1e-101])('refuses a spend of %d, naming the element', (amount) => {
    const spends = { x: Float64Array.of(1, 1), m: Float64Array.of(5, amount) };
    expect(() => fitGammaGamma(spends)).toThrow(/element 1 is not a spend/);
  });

  it.each([[[1e100, 1e-100, 1]], [[1e100, 1e100, 1e99]], [[1e-100, 1, 2]]])('says only numbers of spends %j', (m) => {
    const found = fitGammaGamma({ x: Float64Array.of(1, 2, 3), m: Float64Array.from(m) });
    if (!found.fitted) throw new Error(found.detail);
    const { parameters, logLikelihood, gradientNorm, populationMean, correlation = 0 } = found;
    const numbers = [...Object.values(parameters), logLikelihood, gradientNorm, populationMean, correlation];
    expect(numbers.every(Number.isFinite)).toBe(true);
  });
});
