import gammaln from '@stdlib/math-base-special-gammaln';
import fc from 'fast-check';

import { hasGradientOfDifferences } from './differences.fixture.js';
import { groupHistories, type Histories } from './histories.js';
import { discountedResidualPurchases, fitMbgNbd, fitParetoNbd, purchaseModels } from './index.js';
import { nelderMead } from './nelder-mead.fixture.js';
import { negativeMeanLogLikelihoodPareto } from './pareto-nbd-likelihood.js';
import { histories, seeded, simulate } from './simulated.fixture.js';

const NBD = { r: 1.3, alpha: 8 };

/** Buyers who never give up, but for a share who did as soon as they had come. */
function someAtOnce(share: number, customers: number, seed: number): Histories {
  const { x, tx, T } = simulate('mbgnbd', { ...NBD, a: 1e-9, b: 1e3 }, customers, seed);
  const uniform = seeded(seed);
  return histories(Array.from(x, (each, i) => (uniform() < share ? [0, 0, T[i]!] : [each, tx[i]!, T[i]!])));
}

/** NBD of all but a share, in gamma functions. */
function limitLogLikelihood([r, alpha, share]: readonly [number, number, number], { x, tx, T }: Histories): number {
  return x.reduce((sum, each, i) => {
    const bought = gammaln(r + each) - gammaln(r) + r * Math.log(alpha) - (r + each) * Math.log(alpha + T[i]!);
    return sum + (tx[i] === 0 ? Math.log(share + (1 - share) * Math.exp(bought)) : Math.log1p(-share) + bought);
  }, 0);
}

function fitted(data: Histories) {
  const [pareto, mbg] = [fitParetoNbd(data), fitMbgNbd(data)];
  if (!pareto.fitted || !mbg.fitted) throw new Error('not fitted');
  return { pareto, mbg, forecast: purchaseModels.paretonbd.forecast({ ...pareto.forecastParameters }) };
}

describe('Pareto/NBD where some give up at once and the others never', () => {
  it.each([
    [0.01, 400, 5],
    [0.2, 400, 3],
    [0.6, 400, 4],
    [0.2, 4_200, 6],
  ])(
    'with a share of %f of %i customers, a fit reaches the likelihood of the limit, and that of MBG/NBD',
    (share, customers, seed) => {
      const data = someAtOnce(share, customers, seed);
      const { pareto, mbg } = fitted(data);
      const { value } = nelderMead(
        ([r = 0, alpha = 0, odds = 0]) =>
          -limitLogLikelihood([Math.exp(r), Math.exp(alpha), 1 / (1 + Math.exp(-odds))], data),
        [0, 1, -2],
      );
      expect(pareto.logLikelihood + value).toBeGreaterThan(-1e-6);
      expect(pareto.logLikelihood - mbg.logLikelihood).toBeGreaterThan(-1e-3);
    },
  );

  it('has a peak beside that limit, which a fit climbs to from there: other starts end at -346.17584', () => {
    // prettier-ignore
    const rows = [
      [0, 0, 17.23], [43, 28.308, 28.964], [22, 13.169, 13.7], [18, 9.354, 9.732], [0, 0, 13.625], [0, 0, 13.074], [31, 28.065, 29.162],
      [38, 22.57, 23.166], [25, 17.112, 17.773], [26, 17.083, 17.502], [20, 22.56, 24.231], [0, 0, 22.169], [1, 0.001, 15.117], [0, 0, 14.973],
      [17, 12.088, 12.42], [20, 8.118, 10.21], [32, 19.679, 20.666], [41, 23.483, 26.316], [15, 12.196, 12.41], [27, 16.498, 17.504],
      [20, 15.944, 16.242], [49, 28.098, 28.76], [30, 19.585, 20.994], [8, 9.351, 10.015], [33, 19.991, 20.257],
    ];
    const found = fitParetoNbd(histories(rows));
    expect(found).toMatchObject({ logLikelihood: expect.closeTo(-346.13396, 4) });
  });

  it('is a limit that a fit names, with dropout identified and no standard errors', () => {
    const data = someAtOnce(0.2, 400, 3);
    const { pareto } = fitted(data);
    const { r, alpha, s, beta } = pareto.parameters;
    expect(limitLogLikelihood([r, alpha, -Math.expm1(-s)], data)).toBeCloseTo(pareto.logLikelihood, 6);
    expect(pareto).toMatchObject({ dropoutLimit: 'some-at-once', dropoutIdentified: true, atBound: ['beta'] });
    expect(beta).toBe(0);
    expect(Math.abs(-Math.expm1(-s) - 0.2)).toBeLessThan(0.1);
    expect(pareto).not.toHaveProperty('standardErrors');
    expect(pareto.forecastParameters).toEqual(pareto.parameters);
  });

  it('forecasts by NBD whoever came back, and of the others those who may be waiting', () => {
    const forecast = purchaseModels.paretonbd.forecast({ ...NBD, s: -Math.log(0.8), beta: 0 });
    const waits = 0.8 * (8 / 48) ** 1.3;
    expect(forecast.probabilityAlive(0, 0, 40)).toBeCloseTo(waits / (0.2 + waits), 12);
    expect(forecast.conditionalExpectation(0, 0, 40, 10)).toBeCloseTo(((waits / (0.2 + waits)) * 13) / 48, 12);
    expect(forecast.probabilityAlive(9, 1, 400)).toBe(1);
    expect(forecast.conditionalExpectation(9, 1, 400, 10)).toBeCloseTo(103 / 408, 12);
    expect(forecast.expectedPurchases(10)).toBeCloseTo((0.8 * 13) / 8, 12);
    // Nobody has had the time to be seen gone.
    expect(forecast.conditionalExpectation(0, 0, 0, 10)).toBe(forecast.expectedPurchases(10));
    const counts = Array.from({ length: 400 }, (_, n) => forecast.purchaseCountProbability(20, n));
    expect(counts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    expect(counts[0]).toBeCloseTo(0.2 + 0.8 * (8 / 28) ** 1.3, 12);
    const discounted = { ...NBD, s: -Math.log(0.8), beta: 0 };
    expect(discountedResidualPurchases(discounted, 9, 1, 400, 0.01)).toBeCloseTo(10.3 / 408 / 0.01, 12);
  });

  it('is what the likelihood and the forecasts go to as beta does to 0, by 1 / ln(1/beta)', () => {
    const data = someAtOnce(0.2, 60, 3);
    const grouped = groupHistories(data);
    const objective = negativeMeanLogLikelihoodPareto(grouped);
    const seen = (s: number, logTime: number) => {
      const value = objective(Float64Array.of(0.2, -1.5, Math.log(s), -logTime), new Float64Array(4));
      const forecast = purchaseModels.paretonbd.forecast({ ...NBD, s, beta: Math.exp(-logTime) });
      return [
        value,
        forecast.probabilityAlive(0, 0, 40),
        forecast.conditionalExpectation(2, 15, 40, 10),
        forecast.expectedPurchases(10),
        forecast.purchaseCountProbability(20, 0),
        discountedResidualPurchases({ ...NBD, s, beta: Math.exp(-logTime) }, 2, 15, 40, 0.1),
      ];
    };
    const limit = seen(0.25, 800);
    const [far, near] = [300, 600].map((logTime) => seen(0.25 / logTime, logTime).map((each, i) => each - limit[i]!));
    near!.forEach((difference, i) => {
      expect(Math.abs(difference)).toBeLessThan(0.02 * (1 + Math.abs(limit[i]!)));
      expect(difference / far![i]!).toBeCloseTo(0.5, 1);
    });
  });

  it('has the gradient of the differences of its likelihood', () => {
    const coordinate = fc.double({ min: -4, max: 2, noNaN: true });
    const objective = negativeMeanLogLikelihoodPareto(groupHistories(someAtOnce(0.3, 12, 8)));
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (r, alpha, s) =>
        hasGradientOfDifferences(objective, [r, alpha, s, -800]),
      ),
    );
  });

  it('has the gradient of its differences beside it, too, where the start of the integral is taken by itself', () => {
    const coordinate = fc.double({ min: -4, max: 2, noNaN: true });
    const logBeta = fc.double({ min: -600, max: -30, noNaN: true });
    const objective = negativeMeanLogLikelihoodPareto(groupHistories(someAtOnce(0.3, 12, 8)));
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: -9, max: 3, noNaN: true }), logBeta, (r, alpha, s, beta) =>
        hasGradientOfDifferences(objective, [r, alpha, s, beta]),
      ),
    );
  });

  it('gives numbers for any history, at beta 0 as at the least there is in a box', () => {
    const anyShape = fc.constantFrom(0, 1e-12, 4e-4, 0.3, 1, 30, 1e4);
    const anyRow = fc.constantFrom([0, 0, 0], [0, 0, 1e-6], [0, 0, 1e6], [1, 1e-6, 1e6], [9, 3, 3], [9_000, 1, 900]);
    fc.assert(
      fc.property(fc.constantFrom(0, 1e-261, 1e-200), anyShape, anyRow, (beta, s, [x = 0, tx = 0, T = 0]) => {
        const forecast = purchaseModels.paretonbd.forecast({ ...NBD, s, beta });
        const shares = [forecast.probabilityAlive(x, tx, T), forecast.purchaseCountProbability(52, x)];
        const amounts = [
          forecast.conditionalExpectation(x, tx, T, 52),
          forecast.expectedPurchases(52),
          discountedResidualPurchases({ ...NBD, s, beta }, x, tx, T, 0.01),
        ];
        return [...shares.map((each) => 1 - each), ...shares, ...amounts].every((each) => each >= 0 && each < Infinity);
      }),
    );
  });
});
