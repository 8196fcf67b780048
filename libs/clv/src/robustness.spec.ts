import fc from 'fast-check';

import {
  discountedResidualPurchases,
  expectedSpends,
  fitGammaGamma,
  lifetimeValues,
  purchaseModels,
  type PurchaseModel,
} from './index.js';
import { histories } from './simulated.fixture.js';

const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

const anyModel = fc.constantFrom(...Object.values(purchaseModels));

/** Far beyond what a fit gives. */
const anyValues = fc
  .tuple(logUniform(1e-7, 1e5), logUniform(1e-7, 1e7), logUniform(1e-7, 1e4), logUniform(1e-7, 1e7))
  .map(([r, alpha, third, fourth]) => ({ r, alpha, a: third, b: fourth, s: third, beta: fourth }));

/** Few and many purchases, histories of one instant, purchases at the very end, time in years as in seconds. */
const anyRow = fc
  .tuple(
    fc.oneof(fc.constant(0), fc.nat(20), fc.nat(100_000)),
    fc.oneof(fc.constant(0), logUniform(1e-3, 1e9)),
    fc.oneof(fc.constant(1), logUniform(1e-6, 1)),
  )
  .map(([x, T, share]) => (x === 0 || T === 0 ? [0, 0, T] : [x, T * share, T]));

/** As they would be in one file: one unit of time, one length of observation. */
const anyData = fc
  .tuple(
    logUniform(1e-4, 1e6),
    fc.array(
      fc.tuple(
        fc.oneof(fc.constant(0), fc.nat(5), fc.nat(5_000)),
        fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0.001, max: 1, noNaN: true })),
        fc.oneof(fc.constant(1), fc.double({ min: 0.001, max: 1, noNaN: true })),
      ),
      { maxLength: 12 },
    ),
  )
  .map(([unit, rows]) =>
    histories(
      rows.map(([x, age, share]) => (x === 0 || age === 0 ? [0, 0, age * unit] : [x, age * unit * share, age * unit])),
    ),
  );

const probability = (value: number) => value >= 0 && value <= 1;
const amount = (value: number) => value >= 0 && value < Infinity;

describe('no possible history', () => {
  it('gets anything but a number from a forecast, at any parameters', () => {
    fc.assert(
      fc.property(anyModel, anyValues, anyRow, logUniform(1e-6, 1e6), (model, values, [x = 0, tx = 0, T = 0], t) => {
        const forecast = model.forecast(values);
        return (
          probability(forecast.probabilityAlive(x, tx, T)) &&
          amount(forecast.conditionalExpectation(x, tx, T, t)) &&
          forecast.conditionalExpectation(x, tx, T, 0) === 0 &&
          amount(forecast.expectedPurchases(t)) &&
          probability(forecast.purchaseCountProbability(t, Math.min(x, 1000))) &&
          probability(forecast.purchaseCountProbability(0, x)) &&
          amount(discountedResidualPurchases(values, x, tx, T, 1 / t))
        );
      }),
      { numRuns: 400 },
    );
  });

  it('makes a fit fail: what cannot be told is said, the rest is numbers', () => {
    fc.assert(
      fc.property(anyModel, anyData, (model, data) => everyNumber(model, data)),
      { numRuns: 60 },
    );
  });
});

function everyNumber(model: PurchaseModel, data: ReturnType<typeof histories>): boolean {
  const found = model.fit(data);
  if (!found.fitted) return found.detail.length > 0 && (data.x.length < 2 || data.x.every((x) => x === 0));
  const forecasts = [found.forecastParameters, found.parameters].map((values) => model.forecast(values));
  const ahead = Math.max(...data.T);
  const m = data.x.map((x) => (x > 0 ? 10 + x : 0));
  const spend = fitGammaGamma({ x: data.x, m });
  const money = spend.fitted
    ? [
        ...expectedSpends(spend.parameters, { x: data.x, m }),
        ...forecasts.flatMap((forecast) => [
          ...lifetimeValues(
            forecast,
            spend.parameters,
            { ...data, m },
            { periods: 12, periodLength: ahead / 12, rate: 0.01 },
          ),
        ]),
      ]
    : [];
  return (
    forecasts.every((forecast) => [...forecast.probabilitiesAlive(data)].every(probability)) &&
    forecasts.every((forecast) => [...forecast.conditionalExpectations(data, ahead)].every(amount)) &&
    money.every(amount) &&
    [found.logLikelihood, found.gradientNorm, found.iterations].every(Number.isFinite) &&
    // Of Pareto/NBD beta is 0 in the limit in which some give up at once.
    Object.entries(found.parameters).every(([name, value]) => (value > 0 || name === 'beta') && amount(value)) &&
    Object.values(found.standardErrors ?? {}).every((value) => value > 0 && value < Infinity)
  );
}

describe.each(Object.values(purchaseModels))('$title, fitted to', (model) => {
  const fitted = (data: ReturnType<typeof histories>) => {
    const found = model.fit(data);
    if (!found.fitted) throw new Error(found.detail);
    return { found, forecast: model.forecast(found.forecastParameters) };
  };
  const times = (n: number, row: readonly number[]) => histories(Array.from({ length: n }, () => row));

  it('customers who are all equal, expects of them what they did', () => {
    const { found, forecast } = fitted(times(60, [5, 50, 50]));
    expect(found.standardErrors).toBeUndefined();
    expect(found.dropoutIdentified).toBe(false);
    expect(forecast.conditionalExpectation(5, 50, 50, 10)).toBeCloseTo(1, 1);
  });

  it('thousands of purchases each, expects thousands more', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [2000 + 90 * i, 51.9, 52]);
    const { forecast } = fitted(histories(rows));
    const expected = forecast.conditionalExpectation(3800, 51.9, 52, 52);
    expect(expected).toBeGreaterThan(3000);
    expect(expected).toBeLessThan(4500);
  });

  it('one buyer of a million purchases among others, gives numbers', () => {
    const rows = Array.from({ length: 200 }, (_, i) => [i % 4, (i % 4) * 5, 30]);
    const { found, forecast } = fitted(histories([...rows, [1_000_000, 30, 30]]));
    expect(Number.isFinite(found.logLikelihood)).toBe(true);
    expect(forecast.conditionalExpectation(1_000_000, 30, 30, 30)).toBeGreaterThan(0);
  });

  it('histories of one day beside longer ones, counts customers of T 0 without learning from them', () => {
    const rows = Array.from({ length: 300 }, (_, i) => [i % 5, (i % 5) * 4, 26]);
    const days = Array.from({ length: 50 }, () => [0, 0, 0]);
    const without = fitted(histories(rows)).found;
    const { found } = fitted(histories([...rows, ...days]));
    expect(found.customers).toBe(350);
    // MBG/NBD can tell of nobody, however short the history, whether they gave up at once: it is one more chance.
    expect(Math.abs(found.logLikelihood - without.logLikelihood)).toBeLessThan(1e-6);
  });

  it('the same purchases in hours and in years, expects the same to 1e-8', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [i % 6, (i % 6) * (2 + (i % 7)), 52 - (i % 9)]);
    const of = (unit: number) => {
      const scaled = histories(rows.map(([x = 0, tx = 0, T = 0]) => [x, tx * unit, T * unit]));
      return fitted(scaled).forecast.conditionalExpectations(scaled, 26 * unit);
    };
    const [weeks, hours, years] = [of(1), of(168), of(7 / 365.25)];
    weeks.forEach((value, i) => {
      expect(Math.abs(hours[i]! / value - 1)).toBeLessThan(1e-8);
      expect(Math.abs(years[i]! / value - 1)).toBeLessThan(1e-8);
    });
  });
});
