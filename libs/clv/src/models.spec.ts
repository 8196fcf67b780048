import fc from 'fast-check';

import { purchaseModels, type PurchaseModelName, type PurchaseParameters } from './index.js';
import { publishedLogLikelihood } from './published.fixture.js';
import { simulate } from './simulated.fixture.js';

const logUniform = (from: number, until: number) =>
  fc.double({ min: Math.log(from), max: Math.log(until), noNaN: true }).map(Math.exp);

const ordinary = {
  bgnbd: fc.record({ r: logUniform(0.1, 10), alpha: logUniform(1, 50), a: logUniform(0.1, 5), b: logUniform(0.3, 20) }),
  mbgnbd: fc.record({
    r: logUniform(0.1, 10),
    alpha: logUniform(1, 50),
    a: logUniform(0.1, 5),
    b: logUniform(0.3, 20),
  }),
  paretonbd: fc.record({
    r: logUniform(0.1, 10),
    alpha: logUniform(1, 50),
    s: logUniform(0.1, 5),
    beta: logUniform(1, 50),
  }),
};

const anyHistory = fc
  .record({
    x: fc.nat(40),
    T: fc.double({ min: 1, max: 100, noNaN: true }),
    at: fc.double({ min: 0.05, max: 1, noNaN: true }),
  })
  .map(({ x, T, at }) => ({ x, T, tx: x === 0 ? 0 : T * at }));

const near = (value: number, expected: number, relative: number, absolute = 0) =>
  Math.abs(value - expected) <= relative * Math.abs(expected) + absolute;

const all = Object.values(purchaseModels);

/** Four parameters in the order in which they are published. */
function four(name: PurchaseModelName, values: PurchaseParameters) {
  const [p = 0, q = 0, u = 0, w = 0] = purchaseModels[name].parameterNames.map((each) => values[each]!);
  return [p, q, u, w] as const;
}

describe.each(all)('$title', (model) => {
  const published = (values: PurchaseParameters, x: number, tx: number, T: number) =>
    publishedLogLikelihood[model.name](four(model.name, values), x, tx, T);

  it('is alive with the likelihood of having bought so and being alive, over that of having bought so', () => {
    fc.assert(
      fc.property(ordinary[model.name], anyHistory, (values, { x, tx, T }) => {
        const alive = model.forecast(values).probabilityAlive(x, tx, T);
        const likelihood = published(values, x, tx, T);
        const expected = Math.exp(logAlive(model.name, values, x, T) - likelihood);
        return alive >= 0 && alive <= 1 && near(alive, expected, 1e-9, 1e-300);
      }),
    );
  });

  it('expects what customers do, averaged over how easily those alive with this history give up', () => {
    fc.assert(
      fc.property(ordinary[model.name], anyHistory, logUniform(0.1, 300), (values, { x, tx, T }, t) => {
        const { conditionalExpectation, probabilityAlive } = model.forecast(values);
        const expected = probabilityAlive(x, tx, T) * averageOfTheAlive(model.name, values, x, T, t);
        return near(conditionalExpectation(x, tx, T, t), expected, 1e-8, 1e-300);
      }),
      { numRuns: 30 },
    );
  });

  it('gives n purchases the probability of its likelihood, over all instants of the last one', () => {
    fc.assert(
      fc.property(ordinary[model.name], fc.integer({ min: 1, max: 12 }), logUniform(1, 100), (values, n, t) => {
        // The n - 1 earlier purchases may be anywhere before the last, in order: u^(n-1) / (n-1)!.
        let logFactorial = 0;
        for (let k = 2; k < n; k++) logFactorial += Math.log(k);
        const density = (u: number) => Math.exp(published(values, n, u, t) + (n - 1) * Math.log(u) - logFactorial);
        return near(model.forecast(values).purchaseCountProbability(t, n), simpson(density, t), 1e-7);
      }),
      { numRuns: 30 },
    );
  });

  it('gives no purchase the likelihood of no purchase', () => {
    fc.assert(
      fc.property(ordinary[model.name], logUniform(0.1, 100), (values, t) =>
        near(model.forecast(values).purchaseCountProbability(t, 0), Math.exp(published(values, 0, 0, t)), 1e-9),
      ),
    );
  });

  it('gives all numbers of purchases probabilities that sum to 1, with the expectation for their mean', () => {
    fc.assert(
      fc.property(ordinary[model.name], logUniform(0.1, 10), (values, t) => {
        const { purchaseCountProbability, expectedPurchases } = model.forecast(values);
        let [sum, mean] = [0, 0];
        for (let n = 0; n < 3000; n++) {
          const probability = purchaseCountProbability(t, n);
          sum += probability;
          mean += n * probability;
          if (n > 20 && probability < 1e-16) break;
        }
        return near(sum, 1, 1e-9) && near(mean, expectedPurchases(t), 1e-8);
      }),
      { numRuns: 30 },
    );
  });

  it('expects nothing at once, more with time, and the same in any unit of time', () => {
    const times = fc.tuple(logUniform(0.1, 200), logUniform(0.01, 200));
    fc.assert(
      fc.property(ordinary[model.name], anyHistory, times, ({ alpha, ...rest }, { x, tx, T }, [t, c]) => {
        const forecast = model.forecast({ alpha, ...rest });
        const scaled = model.forecast({ ...rest, ...('beta' in rest && { beta: rest.beta * c }), alpha: alpha * c });
        const value = forecast.conditionalExpectation(x, tx, T, t);
        return (
          forecast.conditionalExpectation(x, tx, T, 0) === 0 &&
          value <= forecast.conditionalExpectation(x, tx, T, t * 1.01) * (1 + 1e-12) &&
          near(scaled.conditionalExpectation(x, tx * c, T * c, t * c), value, 1e-8) &&
          near(scaled.probabilityAlive(x, tx * c, T * c), forecast.probabilityAlive(x, tx, T), 1e-8) &&
          near(scaled.expectedPurchases(t * c), forecast.expectedPurchases(t), 1e-8) &&
          near(scaled.purchaseCountProbability(t * c, 3), forecast.purchaseCountProbability(t, 3), 1e-8)
        );
      }),
    );
  });

  it('is right about 30,000 simulated customers: who is alive, and what they buy in 26 weeks, by what they had bought', () => {
    const values = { r: 0.8, alpha: 8, a: 0.8, b: 2.5, s: 0.7, beta: 15 };
    const { alive, later, ...data } = simulate(model.name, values, 30_000, 11, 26);
    const forecast = model.forecast(values);
    const pAlive = forecast.probabilitiesAlive(data);
    const expected = forecast.conditionalExpectations(data, 26);
    const bins = [(x: number) => x === 0, (x: number) => x === 1, (x: number) => x > 1 && x < 5, (x: number) => x > 4];
    for (const within of bins) {
      const rows = Array.from(data.x.keys()).filter((i) => within(data.x[i]!));
      expect(standardScore(rows.map((i) => alive[i]! - pAlive[i]!))).toBeLessThan(4);
      expect(standardScore(rows.map((i) => later[i]! - expected[i]!))).toBeLessThan(4);
    }
  });

  it('gives equal customers equal values, the same as one by one', () => {
    const values = { r: 0.8, alpha: 8, a: 0.8, b: 2.5, s: 0.7, beta: 15 };
    const forecast = model.forecast(values);
    const data = {
      x: Float64Array.of(2, 0, 2, 5, 2, 0),
      tx: Float64Array.of(9, 0, 9, 4, 3, 0),
      T: Float64Array.of(20, 20, 20, 20, 20, 7),
    };
    const horizon = { periods: 12, periodLength: 4, rate: 0.01 };
    const lists = [forecast.probabilitiesAlive(data), forecast.conditionalExpectations(data, 30)];
    data.x.forEach((x, i) => {
      const [tx, T] = [data.tx[i]!, data.T[i]!];
      expect(lists.map((list) => list[i])).toEqual([
        forecast.probabilityAlive(x, tx, T),
        forecast.conditionalExpectation(x, tx, T, 30),
      ]);
      let discounted = 0;
      for (let k = 1; k <= 12; k++) {
        const within = (periods: number) => forecast.conditionalExpectation(x, tx, T, 4 * periods);
        discounted += (within(k) - within(k - 1)) / 1.01 ** k;
      }
      expect(near(forecast.discountedPurchases(data, horizon)[i]!, discounted, 1e-11)).toBe(true);
    });
  });

  it.each([
    ['missing', { r: 1, alpha: 1 }],
    ['0', { r: 1, alpha: 0, a: 1, b: 1, s: 1, beta: 1 }],
    ['no number', { r: NaN, alpha: 1, a: 1, b: 1, s: 1, beta: 1 }],
  ])('refuses a parameter that is %s, by name', (_title, values) => {
    expect(() => model.forecast(values)).toThrow(/parameter (a|s|alpha|r) is/);
  });
});

/** The chance to buy x times and be alive at T: the first term of each likelihood. */
function logAlive(name: PurchaseModelName, values: PurchaseParameters, x: number, T: number): number {
  const [r, alpha, third, fourth] = four(name, values);
  let bought = r * Math.log(alpha) - (r + x) * Math.log(alpha + T);
  for (let j = 0; j < x; j++) bought += Math.log(r + j);
  if (name === 'paretonbd') return bought - third * Math.log1p(T / fourth);
  for (let j = 0; j < x + (name === 'mbgnbd' ? 1 : 0); j++) bought -= Math.log1p(third / (fourth + j));
  return bought;
}

/**
 * Purchases in the next `t` of a customer who is alive, at a rate that is gamma distributed with r + x and alpha + T,
 * averaged over what is left of the prior of giving up when x (MBG/NBD: x + 1) chances, or the time T, have passed.
 */
function averageOfTheAlive(name: PurchaseModelName, values: PurchaseParameters, x: number, T: number, t: number) {
  const [r, alpha, third, fourth] = four(name, values);
  const passed = x + (name === 'mbgnbd' ? 1 : 0);
  let [sum, weights] = [0, 0];
  for (let y = -400; y <= 60; y += 0.05) {
    // Over the logit of the probability, or the logarithm of the rate, of giving up.
    const each = name === 'paretonbd' ? Math.exp(y) : 1 / (1 + Math.exp(-y));
    const weight =
      name === 'paretonbd'
        ? Math.exp(third * y - (fourth + T) * each)
        : Math.exp(-third * Math.log1p(Math.exp(-y)) - (fourth + passed) * Math.log1p(Math.exp(y)));
    const purchases =
      name === 'paretonbd'
        ? (-Math.expm1(-each * t) * (r + x)) / (each * (alpha + T))
        : -Math.expm1(-(r + x) * Math.log1p((t * each) / (alpha + T))) / each;
    sum += weight === 0 ? 0 : weight * purchases;
    weights += weight;
  }
  return sum / weights;
}

/** Integral from 0 to `until`, of a function that may be steep at 0. */
function simpson(f: (u: number) => number, until: number): number {
  const g = (y: number) => (y === 0 ? 0 : f(until * y ** 3) * 3 * until * y ** 2);
  const n = 4000;
  let sum = g(0) + g(1);
  for (let i = 1; i < n; i++) sum += g(i / n) * (i % 2 === 0 ? 2 : 4);
  return sum / (3 * n);
}

/** How many standard errors the mean of the differences is away from 0. */
function standardScore(differences: readonly number[]): number {
  const n = differences.length;
  const mean = differences.reduce((sum, each) => sum + each, 0) / n;
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1);
  // BG/NBD knows for certain that one-time buyers are alive.
  return variance === 0 ? Math.abs(mean) * Infinity || 0 : Math.abs(mean) / Math.sqrt(variance / n);
}
