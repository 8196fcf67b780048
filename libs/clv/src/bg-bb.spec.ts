import fc from 'fast-check';

import { negativeMeanLogLikelihoodBgBb } from './bg-bb-likelihood.js';
import { hasGradientOfDifferences } from './differences.fixture.js';
import { donations } from './donations.fixture.js';
import { groupHistories } from './histories.js';
import { fitBgBb, forecastBgBb } from './index.js';
import { publishedLogLikelihood } from './published.fixture.js';
import { histories, simulateBgBb } from './simulated.fixture.js';

const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

const anyParameters = fc.record({
  alpha: logUniform(0.05, 50),
  beta: logUniform(0.05, 50),
  gamma: logUniform(0.05, 20),
  delta: logUniform(0.05, 50),
});

const anyHistory = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)).map((numbers) => {
  const [x = 0, tx = 0, n = 0] = numbers.sort((a, b) => a - b);
  return { x: tx === 0 ? 0 : Math.max(1, x), tx, n };
});

const near = (value: number, expected: number, relative: number) =>
  Math.abs(value - expected) <= relative * Math.abs(expected);

describe('BG/BB on the 11,104 donors of its paper', () => {
  const found = fitBgBb(donations);
  if (!found.fitted) throw new Error(found.detail);

  it('finds alpha 1.204, beta .750, gamma .657, delta 2.783 with log-likelihood -33225.6', () => {
    expect(found.customers).toBe(11_104);
    const published = { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 };
    for (const name of ['alpha', 'beta', 'gamma', 'delta'] as const) {
      expect(Math.abs(found.parameters[name] - published[name])).toBeLessThan(0.0006);
    }
    expect(found.logLikelihood).toBeCloseTo(-33225.6, 1);
    expect(found).toMatchObject({ dropoutIdentified: true, atBound: [], model: 'bgbb' });
    expect(found.gradientNorm).toBeLessThan(1e-9);
  });

  it('expects of x 0 .1302169 and of x 4, t_x 5 3.627858 gifts in the next 10 years, as BTYD has it', () => {
    const forecast = forecastBgBb(found.parameters);
    expect(forecast.conditionalExpectation(0, 0, 6, 10)).toBeCloseTo(0.1302169, 4);
    expect(forecast.conditionalExpectation(4, 5, 6, 10)).toBeCloseTo(3.627858, 3);
  });

  it('says the same of groups with weights as of single customers', () => {
    const repeated = (values: Float64Array) =>
      Float64Array.from(Array.from(donations.weight).flatMap((count, i) => new Array<number>(count).fill(values[i]!)));
    const single = fitBgBb({ x: repeated(donations.x), tx: repeated(donations.tx), n: repeated(donations.n) });
    expect(single).toMatchObject({ customers: 11_104 });
    if (single.fitted) expect(single.logLikelihood).toBeCloseTo(found.logLikelihood, 6);
  });
});

describe('BG/BB', () => {
  it('is alive with the published likelihood of being so, over that of the history', () => {
    fc.assert(
      fc.property(anyParameters, anyHistory, (parameters, { x, tx, n }) => {
        const { alpha, beta, gamma, delta } = parameters;
        const likelihood = publishedLogLikelihood.bgbb([alpha, beta, gamma, delta], x, tx, n);
        // Who buys at opportunity n is there at n, whenever the purchases before were made.
        let logAlive = 0;
        for (let j = 0; j < x; j++) logAlive += Math.log(alpha + j);
        for (let j = 0; j < n - x; j++) logAlive += Math.log(beta + j);
        for (let j = 0; j < n; j++) logAlive -= Math.log(alpha + beta + j);
        for (let j = 0; j <= n; j++) logAlive -= Math.log1p(gamma / (delta + j));
        const alive = forecastBgBb(parameters).probabilityAlive(x, tx, n);
        return alive >= 0 && alive <= 1 && near(alive, Math.exp(logAlive - likelihood), 1e-9);
      }),
    );
  });

  it('has the gradient of the differences of its likelihood', () => {
    const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
    const anyTheta = fc.tuple(coordinate, coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(fc.array(anyHistory, { minLength: 1, maxLength: 5 }), anyTheta, (rows, theta) => {
        const grouped = groupHistories(histories(rows.map(({ x, tx, n }) => [x, tx, n])));
        return hasGradientOfDifferences(negativeMeanLogLikelihoodBgBb(grouped), theta);
      }),
    );
  });

  it('expects what the published formula does, away from its pole at gamma 1', () => {
    const awayFromOne = anyParameters.filter(({ gamma }) => Math.abs(gamma - 1) > 0.05);
    fc.assert(
      fc.property(awayFromOne, fc.integer({ min: 1, max: 60 }), (parameters, n) => {
        const { alpha, beta, gamma, delta } = parameters;
        let ratio = 1;
        for (let j = 0; j < n; j++) ratio *= (1 + delta + j) / (gamma + delta + j);
        const published = ((alpha / (alpha + beta)) * delta * (1 - ratio)) / (gamma - 1);
        return near(forecastBgBb(parameters).expectedPurchases(n), published, 1e-9);
      }),
    );
  });

  it('gives all numbers of purchases probabilities that sum to 1, with the expectation for their mean', () => {
    fc.assert(
      fc.property(anyParameters, fc.nat(40), (parameters, n) => {
        const forecast = forecastBgBb(parameters);
        let [sum, mean] = [0, 0];
        for (let x = 0; x <= n + 1; x++) {
          sum += forecast.purchaseCountProbability(n, x);
          mean += x * forecast.purchaseCountProbability(n, x);
        }
        return near(sum, 1, 1e-9) && Math.abs(mean - forecast.expectedPurchases(n)) < 1e-9 * (1 + mean);
      }),
    );
  });

  it('expects nothing of no opportunity, less with interest, and its posterior mean of the next one', () => {
    fc.assert(
      fc.property(anyParameters, anyHistory, (parameters, { x, tx, n }) => {
        const { probabilityAlive, conditionalExpectation, discountedPurchases } = forecastBgBb(parameters);
        const { alpha, beta } = parameters;
        return (
          conditionalExpectation(x, tx, n, 0) === 0 &&
          discountedPurchases(x, tx, n, 8, 0.1) <= conditionalExpectation(x, tx, n, 8) &&
          near(
            conditionalExpectation(x, tx, n, 1),
            (probabilityAlive(x, tx, n) * (alpha + x)) / (alpha + beta + n),
            1e-12,
          )
        );
      }),
    );
  });

  it('finds the parameters of 20,000 simulated customers within 4 standard errors', () => {
    const truth = { alpha: 1.5, beta: 2, gamma: 0.8, delta: 4 };
    const found = fitBgBb(simulateBgBb(truth, 12, 20_000, 5));
    if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
    for (const name of ['alpha', 'beta', 'gamma', 'delta'] as const) {
      expect(Math.abs(found.parameters[name] - truth[name])).toBeLessThan(4 * found.standardErrors[name]);
    }
  });

  it('says that dropout cannot be told of customers who never give up', () => {
    const found = fitBgBb(simulateBgBb({ alpha: 1.5, beta: 2, gamma: 1e-9, delta: 1 }, 8, 2_000, 6));
    expect(found).toMatchObject({ fitted: true, dropoutIdentified: false });
  });

  it('fits any few histories without a crash, and every number that comes out is one', () => {
    fc.assert(
      fc.property(fc.array(anyHistory, { minLength: 1, maxLength: 10 }), (rows) => {
        const column = (name: 'x' | 'tx' | 'n') => Float64Array.from(rows, (row) => row[name]);
        const found = fitBgBb({ x: column('x'), tx: column('tx'), n: column('n') });
        if (!found.fitted) return found.detail.length > 0;
        const forecast = forecastBgBb(found.parameters);
        const numbers = rows.flatMap(({ x, tx, n }) => [
          forecast.probabilityAlive(x, tx, n),
          forecast.conditionalExpectation(x, tx, n, 20),
          forecast.purchaseCountProbability(n, x),
        ]);
        return [found.logLikelihood, ...Object.values(found.standardErrors ?? {}), ...numbers].every(Number.isFinite);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['more purchases than opportunities', 3, 2, 5],
    ['a last purchase after the end', 1, 6, 5],
    ['a half opportunity', 1, 2, 5.5],
    ['more opportunities than make sense', 1, 2, 10_001],
  ])('refuses %s, naming the element', (_title, x, tx, n) => {
    const data = { x: Float64Array.of(0, x), tx: Float64Array.of(0, tx), n: Float64Array.of(5, n) };
    expect(() => fitBgBb(data)).toThrow(/element 1 is not a history/);
  });
});
